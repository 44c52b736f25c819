process.parentPort.on('message', ({ data }) => {
  process.parentPort.postMessage({ sum: data.bytes.reduce((a, b) => a + b), type: data.bytes.constructor.name });
});
