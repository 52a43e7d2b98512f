// node ready.mjs <port>: the health check of a container. Ends with 0 when /readyz answers 200.
// The image has no curl, and Node is there anyway.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/readyz`, {
  signal: AbortSignal.timeout(4_000),
});
process.exitCode = answer.ok ? 0 : 1;
