/**
 * Read in by every process of a test run before all else. Node ends a process of `--test-force-exit` with verdicts
 * still unsent when whoever reads them is slow (nodejs/node, issue 64833): tests then go missing, and one that failed
 * may be among them. So each verdict is sent before the next line runs, and a process that ends with some unsent fails.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream._handle?.setBlocking?.(true);
  process.on("exit", () => {
    if (stream.writableLength > 0) process.exitCode = 1;
  });
}
