import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the simulator's page; what the simulator serves is `dist/simulator-page`. */
export default defineConfig({
  root: new URL('../src/simulator/page', import.meta.url).pathname,
  base: './',
  plugins: [react()],
  build: { outDir: '../../../dist/simulator-page', emptyOutDir: true, target: 'es2022', reportCompressedSize: false },
});
