import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Begins with what is above the packages: journeys, browsers and torture take minutes each, however short their files
 * are, and one that began last would be awaited by itself.
 */
export class JourneysFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { journeys = [], others = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      relative(this.ctx.config.root, moduleId).startsWith(`test${sep}`) ? 'journeys' : 'others',
    );
    return [...journeys, ...others];
  }
}
