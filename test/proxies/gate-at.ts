import type { ProxySettings } from '../../packages/gate/src/proxies/contract.ts';
import { type RunningProxy, runProxy } from '../../packages/gate/src/proxies/run.ts';
import { documentOf, type FixedGate, fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';

/** A gate that does as it is told, beside a real proxy. */
export interface GateAt {
  readonly gate: FixedGate;
  readonly running: RunningProxy;
}

/** Starts one, open; what it says is added to `said`, what ends it to `ends`. */
export async function gateAt(
  settings: ProxySettings,
  ends: (() => unknown)[],
  said: string[] = [],
): Promise<GateAt> {
  const gate = fixedGate();
  gate.setDocument(documentOf());
  const running = await runProxy(gate, settings, {}, (line) => said.push(line));
  gate.onFlip(running.serve);
  ends.push(running.close);
  await running.serve(gate.state());
  return { gate, running };
}
