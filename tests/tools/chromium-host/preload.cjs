const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('probe', {
  invoke: (channel, value) => ipcRenderer.invoke(channel, value),
  sum: (a, b) => a + b,
  throws: () => {
    throw new Error('thrown in the preload');
  },
  types: () => ({ bytes: new Uint8Array([7]), date: new Date(0), map: new Map([['a', 1]]), nothing: undefined }),
  subscribe: (listener) => {
    const heard = (_event, text) => listener(text);
    ipcRenderer.on('pushed', heard);
    return () => ipcRenderer.off('pushed', heard);
  },
});
