#!/usr/bin/env node
// Runs the sources under a Node that can, or hands over to the one that is pinned beside this package.
import { spawn } from 'node:child_process';
import nodeModule, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const oldest = 24;

if (Number.parseInt(process.versions.node, 10) >= oldest) {
  nodeModule.enableCompileCache();
  await import('../src/cli/main.ts');
} else {
  handOver(pinnedNode());
}

function pinnedNode() {
  const require = createRequire(import.meta.url);
  const platform = { win32: 'win' }[process.platform] ?? process.platform;
  const exe = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      return require.resolve(`${name}/bin/${exe}`);
    } catch {}
  }
  process.stderr.write(
    `lull: needs Node ${oldest} or newer, this is ${process.version}. Install a newer Node.js.\n`,
  );
  process.exit(1);
}

function handOver(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
