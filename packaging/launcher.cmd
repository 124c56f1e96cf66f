@echo off
rem Starts Turnpike's @name@. TURNPIKE_JAVA_OPTS adds options for the JVM; lib\jvm.options holds the ones it always gets.
setlocal
set "lib=%~dp0lib"
if defined JAVA_HOME set "PATH=%JAVA_HOME%\bin;%PATH%"
set "version="
for /f "tokens=3" %%v in ('java -version 2^>^&1 ^| findstr /c:" version "') do for /f "delims=." %%m in ("%%~v") do set "version=%%m"
if not defined version (
  echo @name@: missing: Java 25 or newer ^(expected: JAVA_HOME, or java on the PATH^)>&2
  exit /b 2
)
if %version% LSS 25 (
  echo @name@: the java on the PATH is Java %version% ^(expected: 25 or newer; set JAVA_HOME to one^)>&2
  exit /b 2
)
java "@%lib%\jvm.options" %TURNPIKE_JAVA_OPTS% -cp "@class-path@" @main@ %*
exit /b %ERRORLEVEL%
