/// Every usual mistake, made for real: `check`, `doctor` or the log names the cause in one line and
/// the remedy in the next. `docs/troubleshooting.md` has the list.
package io.turnpike.e2e.mistakes;
