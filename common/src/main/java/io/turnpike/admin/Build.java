package io.turnpike.admin;

/// What runs.
///
/// @param program by its name
/// @param commit it was built from
public record Build(String program, String version, String commit) {}
