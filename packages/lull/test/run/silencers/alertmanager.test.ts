import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Alertmanager,
  alertmanagerMissing,
  startAlertmanager,
} from '../../../../../test/peers/alertmanager.ts';
import { alertmanagerSilencer } from '../../../src/run/silencers/alertmanager/silencer.ts';
import type { Lease, Silencer } from '../../../src/run/silencers/contract.ts';
import { firingIn } from '../../../src/run/silencers/leases/firing.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';

const missing = alertmanagerMissing === null ? '' : ` (${alertmanagerMissing})`;
const shop = { matchers: ['service="shop"', 'severity=~"warning|critical"'] };

/** An alert, as far as it is looked at. */
interface Told {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string };
}

describe.skipIf(alertmanagerMissing !== null)(`an Alertmanager${missing}`, () => {
  let alerts: Alertmanager;
  beforeAll(async () => {
    alerts = await startAlertmanager();
  });
  afterAll(() => alerts.stop());

  const opened = (installation = 'a1', offset = 0): Promise<Silencer> =>
    alertmanagerSilencer(
      { kind: 'alertmanager', url: alerts.url },
      { name: 'alerts', installation, now: async () => Date.now() + offset },
      {},
    );
  let leases = 0;
  const lease = (more: Partial<Lease> = {}): Lease => {
    const now = Date.now();
    leases += 1;
    return {
      ...{ id: `l${leases}`, downtime: 'd', service: 'shop', comment: 'Move the database', scope: shop },
      ...{ remote: [], from: now, until: now + 2 * MINUTE, ...more },
    };
  };
  const marked = async ({ id }: Lease) =>
    (await alerts.silences()).filter(({ comment }) => comment.includes(`/${id}]`));
  const activeOf = async (one: Lease) =>
    (await marked(one)).filter(({ status }) => status.state === 'active');

  it('is quiet about exactly what matches, says why, and is loud again at once', async () => {
    const silencer = await opened();
    const labels = { alertname: 'Down', service: 'shop', severity: 'critical' };
    await alerts.fire(labels, { ...labels, severity: 'info' }, { ...labels, service: 'bank' });
    const wanted = lease();
    const remote = await silencer.hold(wanted);
    const [silence] = await activeOf(wanted);
    expect(silence).toMatchObject({
      id: remote[0],
      createdBy: 'lull',
      comment: `Move the database [lull a1/${wanted.id}]`,
      matchers: [
        { name: 'service', value: 'shop', isRegex: false, isEqual: true },
        { name: 'severity', value: 'warning|critical', isRegex: true, isEqual: true },
      ],
    });
    expect(Math.abs(Date.parse(silence!.endsAt) - wanted.until)).toBeLessThanOrEqual(2 * SECOND);
    const states = async () => {
      const all = (await (await fetch(`${alerts.url}/api/v2/alerts`)).json()) as readonly Told[];
      return Object.fromEntries(
        all.map((one) => [`${one.labels.service} ${one.labels.severity}`, one.status.state]),
      );
    };
    await expect
      .poll(states)
      .toEqual({ 'shop critical': 'suppressed', 'shop info': 'active', 'bank critical': 'active' });
    await silencer.release({ ...wanted, remote });
    expect(await activeOf(wanted)).toEqual([]);
    expect((await states())['shop critical']).toBe('active');
    await silencer.close();
  });

  it('is held once however often it is asked, and renewed in place', async () => {
    const silencer = await opened();
    const wanted = lease();
    const first = await silencer.hold(wanted);
    // As a server does that died before it could write down what it got.
    expect(await silencer.hold(wanted)).toEqual(first);
    const later = { ...wanted, remote: first, until: wanted.until + MINUTE };
    expect(await silencer.hold(later)).toEqual(first);
    const all = await marked(wanted);
    expect(all).toHaveLength(1);
    expect(Date.parse(all[0]!.endsAt) - wanted.until).toBeGreaterThan(MINUTE - 3 * SECOND);
    await silencer.release({ ...wanted, remote: [] });
    expect(await activeOf(wanted)).toEqual([]);
    await silencer.close();
  });

  it('takes one that somebody ended by hand for what it is, and holds anew', async () => {
    const silencer = await opened();
    const wanted = lease();
    const first = await silencer.hold(wanted);
    await silencer.release({ ...wanted, remote: first });
    const second = await silencer.hold({ ...wanted, remote: first });
    expect(second).not.toEqual(first);
    expect((await activeOf(wanted)).map(({ id }) => id)).toEqual(second);
    // Gone already is well, and so is one that was never there.
    await silencer.release({ ...wanted, remote: [...first, ...second] });
    await silencer.release({ ...wanted, remote: ['00000000-0000-4000-8000-000000000000'] });
    await silencer.close();
  });

  it('tells what it has of this installation, and leaves that of another alone', async () => {
    const [ours, theirs] = [await opened('a2'), await opened('b2')];
    const [mine, other] = [lease(), lease()];
    const remote = await ours.hold(mine);
    await theirs.hold(other);
    await alerts.silence('by hand [lull a2/x] or not', { service: 'shop' });
    const [held, ...more] = await ours.held();
    expect(more).toEqual([]);
    expect(held).toMatchObject({ id: mine.id, remote });
    expect(Math.abs(held!.until - mine.until)).toBeLessThanOrEqual(2 * SECOND);
    await ours.release({ ...other, remote: [] });
    expect(await activeOf(other)).toHaveLength(1);
    await Promise.all([ours.close(), theirs.close()]);
  });

  it.each([-5 * MINUTE, 5 * MINUTE])('reckons by its clock: ours is %i ms off', async (offset) => {
    const silencer = await opened('a3', offset);
    const now = Date.now();
    const wanted = lease({ from: now + offset, until: now + offset + 2 * MINUTE });
    await silencer.hold(wanted);
    const [silence] = await activeOf(wanted);
    expect(Math.abs(Date.parse(silence!.endsAt) - (now + 2 * MINUTE))).toBeLessThanOrEqual(3 * SECOND);
    const [held] = (await silencer.held()).filter(({ id }) => id === wanted.id);
    expect(Math.abs(held!.until - wanted.until)).toBeLessThanOrEqual(3 * SECOND);
    expect(Math.abs((await silencer.check()).clockOffset! + offset)).toBeLessThanOrEqual(3 * SECOND);
    await silencer.release(wanted);
    await silencer.close();
  });

  it('tells what fires, and whether somebody else keeps it quiet', async () => {
    const silencer = await opened('a4');
    const labels = { service: 'till', severity: 'critical' };
    await alerts.fire({ ...labels, alertname: 'Known' }, { ...labels, alertname: 'New', instance: 'web"1' });
    await alerts.silence('we know', { alertname: 'Known' });
    const scope = { matchers: ['service="till"'] };
    const told = async () =>
      (await silencer.firing(scope)).map(({ name, on, isQuiet }) => [name, on, isQuiet]).sort();
    const expected = [
      ['Known', 'service=till, severity=critical', true],
      ['New', 'instance=web"1, service=till, severity=critical', false],
    ];
    await expect.poll(told).toEqual(expected);
    // Our own silence is none of somebody else's.
    await silencer.hold(lease({ scope }));
    expect(await told()).toEqual(expected);
    await silencer.close();
  });

  it('tells its own silences from those of others, however many there are', async () => {
    const silencer = await opened('a5');
    const scope = { matchers: ['service="many"'] };
    await alerts.fire({ alertname: 'Slow', service: 'many' });
    const held = Array.from({ length: 25 }, () => lease({ scope }));
    for (const one of held) await silencer.hold(one);
    const told = async () => (await silencer.firing(scope)).map(({ isQuiet }) => isQuiet);
    await expect.poll(told).toEqual([false]);
    await alerts.silence('we know', { alertname: 'Slow' });
    await expect.poll(told).toEqual([true]);
    for (const one of held) await silencer.release(one);
    await silencer.close();
  });

  it('takes two alerts for two that differ where people do not look', async () => {
    const silencer = await opened('a6');
    const labels = (pod: string) => ({
      alertname: 'Long',
      path: `${'x'.repeat(150)}${pod}`,
      service: 'long',
    });
    await alerts.fire(labels('1'), labels('2'), labels('3'));
    await alerts.silence('we know', labels('1'));
    await alerts.silence('we know', labels('3'));
    const told = async () =>
      (await firingIn(silencer, [{ matchers: ['service="long"'] }])).map(({ isQuiet }) => isQuiet);
    await expect.poll(told).toEqual([false, true, true]);
    await silencer.close();
  });

  it('says what it will not do', async () => {
    const silencer = await opened();
    const refused = { code: 'silencer-refused' };
    await expect(silencer.hold(lease({ scope: { hosts: ['web1'] } }))).rejects.toMatchObject(refused);
    await expect(silencer.hold(lease({ scope: { matchers: ['a=~".*"'] } }))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('400'),
    });
    await expect(silencer.hold(lease({ scope: { matchers: ['a=~"("'] } }))).rejects.toMatchObject(refused);
    expect(() => silencer.shows({})).toThrow('given no matchers');
    expect(silencer.shows(shop)).toBe('service="shop", severity=~"warning|critical"');
    await silencer.close();
  });
});
