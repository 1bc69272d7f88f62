import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of how many files that begin one after the other one is a browser's. */
const mixed = 4;

/**
 * Begins with what is above the packages: journeys, browsers and torture take minutes each, however short their files
 * are, and one that began last would be awaited by itself. Browsers are mixed among the others: several at once would
 * wait for each other.
 */
export class JourneysFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const {
      journeys = [],
      browsers = [],
      others = [],
    } = Object.groupBy(await super.sort(files), (file) => this.#kindOf(file));
    const sorted = [...journeys, ...others];
    browsers.forEach((file, index) => {
      sorted.splice(mixed * (index + 1) - 1, 0, file);
    });
    return sorted;
  }

  #kindOf({ moduleId }: TestSpecification): 'journeys' | 'browsers' | 'others' {
    const [room, part] = relative(this.ctx.config.root, moduleId).split(sep);
    if (room !== 'test') return 'others';
    return part === 'browser' ? 'browsers' : 'journeys';
  }
}
