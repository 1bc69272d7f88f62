import { describe, expect, it } from 'vitest';
import type { PublicDowntime } from '../../../src/announce/contract.ts';
import { statuspageDocuments } from '../../../src/announce/statuspage/documents.ts';
import { stampIn } from '../../../src/announce/statuspage/times.ts';
import { states } from '../../../src/downtime/contract.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { downtime, now, past, published, start, told, viewOf } from '../feeds/support.ts';
import { shapes } from './shapes.ts';

type Path = keyof typeof shapes;

/** What is answered at a path, which must have the shape that clients expect. */
function at<P extends Path>(path: P, downtimes: readonly PublicDowntime[]) {
  const document = statuspageDocuments.find((each) => each.path === path)!;
  const answered = JSON.parse(document.render(viewOf(published(downtimes)), null));
  return shapes[path].parse(answered) as ReturnType<(typeof shapes)[P]['parse']>;
}

/** A public downtime has been promised. */
const seen = states.filter((state) => state !== 'draft' && state !== 'awaiting-approval');

const { actual } = past();
const running: PublicDowntime = {
  ...past(),
  id: 'two',
  state: 'down',
  actual: { ...actual, endedAt: null },
  updates: past().updates.slice(0, 3),
};

describe('the compatible JSON', () => {
  it('is at every public path, for every site, with exactly the shape that clients know', () => {
    expect(statuspageDocuments.map(({ path }) => path)).toEqual(Object.keys(shapes));
    expect(statuspageDocuments.every(({ isShared }) => isShared)).toBe(true);
    for (const path of Object.keys(shapes) as Path[]) {
      at(path, []);
      at(path, [downtime(), running, past(), downtime({ state: 'cancelled', id: 'gone' })]);
    }
  });

  it('says what is coming', () => {
    const { status, components, scheduled_maintenances } = at('/api/v2/summary.json', [downtime()]);
    expect(status).toEqual({ indicator: 'none', description: 'All Systems Operational' });
    expect(components.map(({ id, name, status, position }) => [id, name, status, position])).toEqual([
      ['shop', 'Web shop', 'operational', 1],
      ['pay desk', 'Pay', 'operational', 2],
    ]);
    const [one] = scheduled_maintenances;
    expect(one).toMatchObject({
      id: 'one',
      name: 'Faster database',
      status: 'scheduled',
      scheduled_for: '2026-12-01T23:00:00.000+01:00',
      scheduled_until: '2026-12-02T00:00:00.000+01:00',
      created_at: '2026-11-24T23:00:00.000+01:00',
      started_at: '2026-11-24T23:00:00.000+01:00',
      resolved_at: null,
      impact: 'maintenance',
      shortlink: 'https://status.example.com/status#dt-one',
    });
    expect(one!.components.map(({ id }) => id)).toEqual(['shop']);
    expect(one!.incident_updates[0]).toMatchObject({
      id: 'first',
      incident_id: 'one',
      status: 'scheduled',
      affected_components: [
        { code: 'shop', name: 'Web shop', old_status: 'operational', new_status: 'operational' },
      ],
    });
    expect(one!.incident_updates[0]!.body).toContain(
      'When: Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)',
    );
  });

  it('leads people to the status page, and not to where the team signs in', () => {
    const { page } = at('/api/v2/status.json', []);
    expect(page.url).toBe('https://status.example.com/status');
  });

  it('names with each update the components that it was about', () => {
    const elsewhere = { ...told, number: 2, services: ['pay desk'] };
    const moved = downtime({
      promise: [told, elsewhere],
      updates: [
        { id: 'a', kind: 'scheduled', at: now, told },
        { id: 'b', kind: 'moved', at: now + HOUR, told: elsewhere },
      ],
    });
    const [one] = at('/api/v2/summary.json', [moved]).scheduled_maintenances;
    expect(one!.components.map(({ id }) => id)).toEqual(['pay desk']);
    const about = one!.incident_updates.map((each) => each.affected_components!.map(({ code }) => code));
    expect(about).toEqual([['pay desk'], ['shop']]);
  });

  it('says what is under way, of its services and of the whole', () => {
    const { status, components, scheduled_maintenances } = at('/api/v2/summary.json', [running]);
    expect(status).toEqual({ indicator: 'maintenance', description: 'Service Under Maintenance' });
    expect(components.map((each) => each.status)).toEqual(['under_maintenance', 'operational']);
    expect(components[0]!.updated_at).toBe('2026-12-02T23:03:00.000+01:00');
    expect(scheduled_maintenances[0]!.incident_updates.map(({ id, status }) => [id, status])).toEqual([
      ['third', 'in_progress'],
      ['second', 'scheduled'],
      ['first', 'scheduled'],
    ]);
  });

  it('keeps promised, planned and actual times apart under our own name', () => {
    const [over] = at('/api/v2/scheduled-maintenances.json', [past()]).scheduled_maintenances;
    expect(over).toMatchObject({ status: 'completed', resolved_at: '2026-12-02T23:23:00.000+01:00' });
    expect(over!.lull).toEqual({
      state: 'completed',
      mode: 'full',
      paths: [],
      emergency: false,
      overdue: false,
      promised: { from: '2026-12-01T23:00:00.000+01:00', until: '2026-12-02T00:00:00.000+01:00' },
      planned: { from: '2026-12-02T23:00:00.000+01:00', until: '2026-12-03T00:00:00.000+01:00' },
      expected_until: '2026-12-03T00:00:00.000+01:00',
      actual: { from: '2026-12-02T23:03:00.000+01:00', until: '2026-12-02T23:23:00.000+01:00' },
    });
  });

  it('has each downtime in the lists that its state belongs in', () => {
    const all = seen.map((state) => downtime({ id: state, state }));
    const ids = (
      path: '/api/v2/scheduled-maintenances/upcoming.json' | '/api/v2/scheduled-maintenances/active.json',
    ) => at(path, all).scheduled_maintenances.map(({ id }) => id);
    expect(ids('/api/v2/scheduled-maintenances/upcoming.json')).toEqual(['scheduled', 'warning']);
    expect(ids('/api/v2/scheduled-maintenances/active.json')).toEqual([
      'draining',
      'down',
      'verifying',
      'opening',
      'failed',
    ]);
    const whole = at('/api/v2/scheduled-maintenances.json', all).scheduled_maintenances;
    expect(whole.map(({ id }) => id).sort()).toEqual([...seen].sort());
    const unfinished = at('/api/v2/summary.json', all).scheduled_maintenances;
    expect(unfinished.filter(({ status }) => status === 'completed')).toEqual([]);
    expect(unfinished).toHaveLength(7);
  });

  it('holds the newest fifty', () => {
    const many = Array.from({ length: 60 }, (_, i) => {
      const promise = [{ ...told, start: start + i * DAY, end: start + i * DAY + HOUR }];
      return downtime({ id: `${i}`, promise, createdAt: now + i * MINUTE });
    });
    const ids = at('/api/v2/scheduled-maintenances.json', many).scheduled_maintenances.map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => `${59 - i}`));
  });
});

describe('a time of the compatible JSON', () => {
  it.each([
    ['UTC', '2026-12-01T22:00:00.000Z'],
    ['Europe/London', '2026-12-01T22:00:00.000Z'],
    ['America/Los_Angeles', '2026-12-01T14:00:00.000-08:00'],
    ['Asia/Kolkata', '2026-12-02T03:30:00.000+05:30'],
  ])('carries the distance of %s from UTC', (zone, stamp) => {
    expect(stampIn(zone, start)).toBe(stamp);
  });
});
