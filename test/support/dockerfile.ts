/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  /** Its `--flags`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows, on one line. */
  readonly rest: string;
}

/** One stage of a Dockerfile, in the order of the file. */
export interface Stage {
  readonly name: string;
  /** The image, or the stage before, that it begins with. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile as far as ours goes: no heredocs, no escapes but at the end of a line. */
export function stagesOf(text: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  const lines = text.replaceAll(/^#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  for (const line of lines.split('\n').filter(Boolean)) {
    const [, name, more] = /^([A-Z]+)\s+(.*)$/.exec(line)!;
    if (name === 'FROM') {
      const [from, , as = String(stages.length)] = more!.split(' ');
      stages.push({ name: as, from: from!, instructions: [] });
    } else {
      stages.at(-1)!.instructions.push({ name: name!, ...flagsAndRest(name!, more!) });
    }
  }
  return stages;
}

function flagsAndRest(name: string, text: string): Pick<Instruction, 'flags' | 'rest'> {
  if (name === 'RUN') return { flags: {}, rest: text };
  const [, flags, rest] = /^((?:--\S+\s+)*)(.*)$/.exec(text)!;
  const pairs = flags!.split(/\s+/).filter(Boolean);
  return { flags: Object.fromEntries(pairs.map((flag) => flag.slice(2).split('=', 2))), rest: rest! };
}
