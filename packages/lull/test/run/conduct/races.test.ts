import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../../src/time/instant.ts';
import { outline, step } from './outlines.ts';
import { Stage } from './stage.ts';

/** A run whose only host has begun its first step, and nobody on the way knows less than the server. */
function atWork(more = {}, plan = {}): Stage {
  const stage = new Stage([outline({ steps: [step('dump'), step('load')], ...more })], plan);
  stage.gates = { expected: 2, confirmed: 2 };
  stage.wait();
  stage.deliver(0);
  stage.hosts[0]!.act('well', stage.now);
  hearAll(stage);
  return stage;
}

function hearAll(stage: Stage): void {
  stage.send(0, stage.run!.parts[0]!.reports);
  while (stage.onTheWay.length > 0) stage.receive(0);
}

describe('what crosses on the way', () => {
  it('is no resting for an order after the one that was obeyed', () => {
    const stage = atWork();
    const [host] = stage.hosts;
    stage.say('fail');
    stage.deliver(0);
    host!.act('well', stage.now);
    host!.act('well', stage.now);
    // Stopped and at rest: but its words are held up, while it is ordered on and begins anew.
    const held = host!.reports.length;
    stage.say('resume');
    expect(stage.run!.parts[0]!.goal).toBe('rest');
    stage.say('abort');
    const { serial } = stage.run!.parts[0]!;
    stage.run = { ...stage.run!, parts: [{ ...stage.run!.parts[0]!, serial: serial + 2 }] };
    stage.send(0, stage.run.parts[0]!.reports);
    while (stage.onTheWay.length > 0) stage.receive(0);
    expect(stage.run!.parts[0]).toMatchObject({ reports: held, rests: false, goal: 'rest' });
    stage.settle(20);
    expect([stage.downtime.state, stage.run!.state]).toEqual(['aborted', 'turned-back']);
  });

  it('is never ordered on before it rests, so that each order is heard as another one', () => {
    const stage = atWork();
    stage.say('fail');
    stage.say('resume');
    expect(stage.run!).toMatchObject({ state: 'forward', parts: [{ goal: 'rest', serial: 2 }] });
    stage.settle(3);
    expect(stage.run!.parts[0]!.goal).toBe('forward');
    expect(stage.run!.parts[0]!.serial).toBe(3);
  });

  it('undoes nothing while anything still runs', () => {
    const stage = atWork();
    stage.say('abort');
    stage.wait(MINUTE);
    expect(stage.run!).toMatchObject({ state: 'resting', parts: [{ goal: 'rest', rests: false }] });
    expect(stage.hosts[0]!.running).not.toBeNull();
    stage.settle(2);
    expect(stage.run!.parts[0]!.goal).toBe('back');
  });

  it('undoes nothing while visitors who came back may still be in', () => {
    const stage = atWork({ watch: [{ name: 'errors', over: MINUTE }] }, { atDrainDeadline: 'wait' });
    while (stage.downtime.state !== 'opening') stage.settle(1);
    const [host] = stage.hosts;
    const { gates } = stage;
    stage.gates = { ...gates, confirmed: 0 };
    while (stage.run!.state !== 'resting') {
      stage.deliver(0);
      host!.act(host!.running ? 'badly' : 'well', stage.now);
      hearAll(stage);
      stage.wait();
    }
    for (let i = 0; i < 40; i++) {
      stage.deliver(0);
      host!.act('well', stage.now);
      hearAll(stage);
      stage.wait();
    }
    const missing = 'the steps wait for the gates: 0 of 2 have confirmed that they stay closed';
    expect(stage.run!).toMatchObject({ state: 'resting', why: missing, parts: [{ rests: true }] });
    expect(stage.asked.at(-1)).toBe(missing);
    stage.gates = gates;
    stage.inFlight = 3;
    stage.wait();
    expect(stage.run!).toMatchObject({
      state: 'resting',
      why: 'the rollbacks wait for what is in flight: 3',
    });
    stage.inFlight = 0;
    stage.wait();
    expect(stage.run!.state).toBe('back');
    stage.settle();
    expect([stage.downtime.state, stage.run!.state]).toEqual(['aborted', 'turned-back']);
  });

  it('asks once for what the gates or the agents keep waiting', () => {
    const stage = new Stage([outline()]);
    for (let i = 0; i < 90; i++) stage.wait();
    expect(stage.asked).toEqual([
      'the steps wait for the gates: 0 of 2 have confirmed that they stay closed',
    ]);
    stage.gates = { expected: 2, confirmed: 2 };
    stage.wait();
    stage.deliver(0);
    stage.away.add(0);
    for (let i = 0; i < 90; i++) stage.wait();
    expect(stage.asked.slice(1)).toEqual([expect.stringContaining('the agent a0 has not been heard since')]);
    stage.say('abort');
    expect(stage.run!.why).toContain('the agent a0 has not been heard since');
    stage.away.clear();
    stage.wait();
    expect(stage.run!).toMatchObject({ state: 'resting', why: null });
  });

  it('is left to a person where the plan wants a check and no file has one', () => {
    const stage = new Stage([outline()], { verify: true });
    stage.settle(30);
    expect(stage.downtime.state).toBe('verifying');
    expect(stage.run!).toMatchObject({ state: 'asking', was: 'verify' });
    stage.say('verified');
    stage.settle(2);
    expect(stage.downtime.state).toBe('completed');
  });

  it('is not watched by an agent whose last words arrive long after it fell silent', () => {
    const stage = new Stage([outline({ watch: [{ name: 'errors', over: MINUTE }] })]);
    while (stage.run!.state !== 'watch') stage.settle(1);
    stage.deliver(0);
    stage.say('fail');
    stage.deliver(0);
    stage.hosts[0]!.act('well', stage.now);
    stage.away.add(0);
    stage.wait(100 * MINUTE);
    expect(stage.say('resume')).toBeNull();
    expect(stage.run!).toMatchObject({ state: 'watch', parts: [{ goal: 'rest', rests: false }] });
    hearAll(stage);
    expect(stage.run!.why).toBe('the agent a0 did not tell how visitors fare who come back');
    stage.wait();
    expect([stage.downtime.state, stage.run!.state]).toEqual(['completed', 'completed']);
  });

  it('checks and watches another time where a watch went badly and a person lets it go on', () => {
    const files = outline({
      ...{ verify: [step('check')], watch: [{ name: 'errors', over: MINUTE }] },
      atFailure: 'ask',
    });
    const stage = new Stage([files]);
    const [host] = stage.hosts;
    while (stage.downtime.state !== 'opening') stage.settle(1);
    while (stage.downtime.state === 'opening') {
      stage.deliver(0);
      host!.act('badly', stage.now);
      hearAll(stage);
      stage.wait();
    }
    expect(stage.run!).toMatchObject({ state: 'asking', was: 'watch' });
    stage.answer('again');
    stage.settle(30);
    expect(stage.downtime.state).toBe('completed');
    const phases = host!.reports.flatMap(({ what }) => (what.kind === 'started' ? [what.phase] : []));
    expect(phases).toEqual(['forward', 'forward', 'verify', 'watch', 'verify', 'watch']);
  });
});
