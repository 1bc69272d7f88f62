import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowed, demand, visible } from '../../src/access/allowed.ts';
import { type Action, type Actor, actions, type Role, roles } from '../../src/access/contract.ts';
import { within } from '../../src/access/people-rows.ts';

const services = ['shop', 'mail', 'wiki'] as const;
const somebody: Actor = {
  kind: 'person',
  id: 'p',
  name: 'Pat',
  person: 'p',
  role: null,
  grants: new Map(),
  scopes: null,
  from: null,
  request: null,
};
const granted = (role: Role | null, ...grants: [string, Role][]): Actor => ({
  ...somebody,
  role,
  grants: new Map(grants),
});

const role = fc.constantFrom(...roles);
const action = fc.constantFrom(...(Object.keys(actions) as Action[]));
const grants = fc
  .array(fc.tuple(fc.constantFrom(...services), role))
  .map((pairs): ReadonlyMap<string, Role> => new Map(pairs));
const actor = fc
  .record({ role: fc.option(role), grants, scopes: fc.option(fc.uniqueArray(action)) })
  .map((part): Actor => ({ ...somebody, ...part }));
const about = fc.option(fc.uniqueArray(fc.constantFrom(...services)));

describe('what somebody may', () => {
  it.each([
    [granted('viewer'), 'read', ['shop'], true],
    [granted('viewer'), 'draft', ['shop'], false],
    [granted('scheduler'), 'schedule', ['shop', 'mail'], true],
    [granted('owner'), 'administer', null, true],
    [granted(null), 'read', ['shop'], false],
    [granted(null, ['shop', 'owner']), 'administer', null, false],
    [granted(null, ['shop', 'owner']), 'configure', [], false],
    [granted(null, ['shop', 'scheduler']), 'run', ['shop'], true],
    [granted(null, ['shop', 'scheduler']), 'run', ['shop', 'mail'], false],
    [granted(null, ['shop', 'viewer']), 'read', ['shop', 'mail'], true],
    [granted('viewer', ['shop', 'approver']), 'override', ['shop'], true],
    [{ ...granted('owner'), scopes: ['read' as const] }, 'run', ['shop'], false],
    [{ ...granted('owner'), scopes: ['run' as const] }, 'run', ['shop'], true],
  ] as const)('%# %o %s %o: %s', (who, what, where, may) => {
    expect(allowed(who as Actor, what, where)).toBe(may);
  });

  it('is never more than a higher role would allow, and never less than without scopes', () => {
    fc.assert(
      fc.property(actor, action, about, (who, what, where) => {
        const may = allowed(who, what, where);
        if (may) expect(allowed({ ...who, role: 'owner' }, what, where)).toBe(true);
        if (may) expect(allowed({ ...who, scopes: null }, what, where)).toBe(true);
        if (who.role === null && who.grants.size === 0) expect(may).toBe(false);
      }),
    );
  });

  it('is seen exactly where it is read', () => {
    fc.assert(
      fc.property(actor, (who) => {
        const seen = visible(who);
        for (const service of services) {
          expect(allowed(who, 'read', [service])).toBe(seen === null || seen.has(service));
        }
      }),
    );
  });

  it('of a key is never more than its maker may, nor than its own limits', () => {
    fc.assert(
      fc.property(
        fc.record({ role: fc.option(role), grants }),
        fc.option(role),
        fc.option(fc.uniqueArray(fc.constantFrom(...services), { minLength: 1 })),
        action,
        about,
        (maker, ceiling, limit, what, where) => {
          const key = { ...somebody, ...within(maker.role, maker.grants, ceiling, limit) };
          const may = allowed(key, what, where);
          if (may) expect(allowed({ ...somebody, ...maker }, what, where)).toBe(true);
          if (may && ceiling !== null) expect(allowed(granted(ceiling), what, where)).toBe(true);
          if (may && limit !== null && what !== 'read') {
            expect(where?.every((service) => (limit as string[]).includes(service))).toBe(true);
          }
          const whole = ceiling === null && limit === null;
          if (whole) expect(may).toBe(allowed({ ...somebody, ...maker }, what, where));
        },
      ),
    );
  });
});

describe('the refusal', () => {
  const refusal = (who: Actor | null, what: Action, where: readonly string[] | null) => {
    try {
      demand(who, what, where);
      return null;
    } catch (error) {
      return error;
    }
  };

  it('says that nobody is signed in', () => {
    expect(refusal(null, 'read', null)).toMatchObject({ code: 'not-signed-in' });
  });
  it('names the role that may', () => {
    expect(refusal(granted('viewer'), 'schedule', ['shop'])).toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('scheduler'),
      details: { role: 'scheduler', services: ['shop'] },
    });
  });
  it('names the scope that a key lacks', () => {
    const key: Actor = { ...granted('owner'), kind: 'key', scopes: ['read'] };
    expect(refusal(key, 'run', ['shop'])).toMatchObject({ todo: expect.stringContaining('scope run') });
  });
  it('does not tell of what the caller may not see', () => {
    expect(refusal(granted(null, ['mail', 'owner']), 'run', ['shop'])).toMatchObject({ code: 'not-found' });
    expect(refusal(granted(null), 'read', ['shop'])).toMatchObject({ code: 'not-found' });
  });
});
