import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.LULL_SERVER ?? 'http://localhost:4747';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../lull/console', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // Nothing may be put into the page itself: its policy lets only files of ours in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': server, '/login': server, '/assets': server } },
});
