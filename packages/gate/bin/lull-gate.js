#!/usr/bin/env node
// Runs beside a proxy, on any Node that the package runs on.
await import('../src/cli/main.ts');
