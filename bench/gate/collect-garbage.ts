// Loaded with `node --expose-gc --import` into a server whose memory is looked at: SIGUSR2 collects its garbage.
process.on('SIGUSR2', () => void globalThis.gc!());
