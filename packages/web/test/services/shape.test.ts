import { describe, expect, it } from 'vitest';
import {
  expectedGates,
  sourcesOf,
  untouchedOf,
  withExpected,
  writtenSource,
} from '../../src/pages/services/shape.ts';

describe('a service in the form', () => {
  it('names what the form has no field for, also within policy and gates', () => {
    const body = {
      zone: 'UTC',
      announce: {},
      policy: { drainWithin: '2m', secondPerson: ['override'] },
      gates: { expect: 2, goneAfter: '10m' },
    };
    expect(untouchedOf(body)).toEqual(['announce', 'policy.secondPerson', 'gates.goneAfter']);
    expect(untouchedOf({ zone: 'UTC', gates: 2 })).toEqual([]);
  });

  it('changes the number of gates and nothing else of them', () => {
    expect(withExpected({ gates: { expect: 2, goneAfter: '10m' } }, 3)).toEqual({
      expect: 3,
      goneAfter: '10m',
    });
    expect(withExpected({}, 1)).toBe(1);
    expect(withExpected({ gates: 1 }, 0)).toBeUndefined();
    expect([expectedGates({}), expectedGates({ gates: 4 }), expectedGates({ gates: { page: {} } })]).toEqual([
      0, 4, 0,
    ]);
  });

  it('reads traffic sources however they are written, and writes the shortest form', () => {
    const csv = { source: 'b.csv', series: 'shop' };
    expect(sourcesOf({ traffic: ['a.log', csv] })).toEqual([{ source: 'a.log' }, csv]);
    expect(sourcesOf({ traffic: 'a.log' })).toEqual([{ source: 'a.log' }]);
    expect(sourcesOf({})).toEqual([]);
    expect([writtenSource({ source: 'a.log', format: '' }), writtenSource(csv)]).toEqual(['a.log', csv]);
  });
});
