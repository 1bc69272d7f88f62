import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dependencyGraph } from '../../src/catalog/dependencies.ts';

const graph = (edges: Record<string, string[]>) =>
  dependencyGraph(new Map(Object.entries(edges).map(([name, dependsOn]) => [name, { dependsOn }])));

describe('dependencies', () => {
  const shop = graph({ web: ['api'], app: ['api'], api: ['db'], db: [], mail: [] });

  test('are followed through others, both ways', () => {
    expect([...shop.below(['web'])]).toEqual(['api', 'db']);
    expect([...shop.above(['db'])].sort()).toEqual(['api', 'app', 'web']);
    expect([...shop.below(['web', 'api'])]).toEqual(['db']);
    expect([...shop.below(['gone'])]).toEqual([]);
  });

  test('make chains of what is connected in whatever direction', () => {
    const chain = shop.chainOf('web');
    expect(chain).not.toBeNull();
    expect(['app', 'api', 'db'].map(shop.chainOf)).toEqual([chain, chain, chain]);
    expect(shop.chainOf('mail')).toBeNull();
    expect(shop.chainOf('gone')).toBeNull();
  });

  test('agree with stepping along every edge until nothing more is found', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const edges = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 });
    fc.assert(
      fc.property(edges, (given) => {
        const links = given.filter(([a, b]) => a !== b);
        const ours = graph(
          Object.fromEntries(
            names.map((name) => [name, links.filter(([a]) => a === name).map(([, b]) => b)]),
          ),
        );
        const closure = (pairs: readonly (readonly string[])[], from: string) => {
          let found = new Set([from]);
          for (let size = 0; size < found.size; ) {
            size = found.size;
            found = new Set([...found, ...pairs.filter(([a]) => found.has(a!)).map(([, b]) => b!)]);
          }
          found.delete(from);
          return [...found].sort();
        };
        const back = links.map(([a, b]) => [b, a]);
        for (const name of names) {
          expect([...ours.below([name])].sort()).toEqual(closure(links, name));
          expect([...ours.above([name])].sort()).toEqual(closure(back, name));
          const connected = closure([...links, ...back], name);
          expect(ours.chainOf(name) === null).toBe(connected.length === 0);
          for (const other of names.filter((each) => each !== name && ours.chainOf(name) !== null)) {
            expect(ours.chainOf(other) === ours.chainOf(name)).toBe(connected.includes(other));
          }
        }
      }),
    );
  });
});
