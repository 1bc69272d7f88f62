/** How much each step prints that floods: a gigabyte takes half a minute. Bytes. */
export const flood = Number(process.env.LULL_FLOOD ?? 64 * 1024 * 1024);

/** A secret that each encoding changes. */
export const secret = 'c0rrect/horse+battery"st&ple';

/** What nobody may ever see of it, in whatever it was written down. */
export const traces = [
  secret.slice(0, 8),
  secret.slice(-8),
  encodeURIComponent(secret).slice(-12),
  JSON.stringify(secret).slice(-10, -1),
  Buffer.from(secret).toString('hex').slice(4, 24),
  Buffer.from(`user:${secret}`).toString('base64').slice(8, 28),
  Buffer.from(secret).toString('base64').slice(0, 20),
];

/** What a shell would make much of. */
export const shell =
  '\'; touch ROOT/pwned; $(touch ROOT/pwned) `touch ROOT/pwned` | tee ROOT/pwned & > ROOT/pwned "';

/** Step files by name, which do what they should not. */
export const files = {
  finds: `
steps:
  - { name: looks around, command: [env] }
  - { name: starts a shell, command: [bash, -c, "echo a shell"] }
`,
  words: `
parameters: { value: { pattern: '.{1,400}' } }
steps:
  - { name: as a word, command: [printf, "<%s>", "\${value}"] }
  - name: as a variable
    command: [bash, -c, 'printf "[%s]" "$VALUE"']
    environment: { VALUE: "\${value}" }
  - { name: in a path, http: { target: web, path: "/echo/\${value}" } }
  - { name: in a body, http: { target: web, path: /echo, method: POST, json: { value: "\${value}" } } }
  - { name: in a database, sql: { target: db, text: "select '{' || $1::text || '}'", values: ["\${value}"] } }
`,
  escapes: `
steps:
  - name: hides
    timeLimit: 2s
    command:
      - bash
      - -c
      - |
        stay='trap "" TERM; echo $$ >>ROOT/pids; while sleep 0.1; do echo still here; done'
        bash -c "env -i PATH=$PATH setsid bash -c '$stay' & wait" &
        (setsid bash -c "$stay" &)
        (env -i PATH=$PATH bash -c "$stay" &)
        trap '' TERM; echo $$ >>ROOT/pids; exec >&- 2>&-
        while :; do sleep 1; done
    rollback:
      command: [sh, -c, 'for pid in $(cat ROOT/pids); do grep -s "^State:.[^ZX]" /proc/$pid/status; done; true']
`,
  tells: `
steps:
  - name: prints it
    secrets: { S: { file: ROOT/secret } }
    command:
      - node
      - -e
      - |
        const { S } = process.env;
        const hex = Buffer.from(S).toString('hex');
        process.stdout.write(S.slice(0, 11));
        setTimeout(() => {
          console.log(S.slice(11));
          console.log(encodeURIComponent(S), JSON.stringify({ S }), hex, Buffer.from('user:' + S).toString('base64'));
          console.error(Buffer.from(S).toString('base64url'), S);
        }, 300);
  - name: where it is cut off
    secrets: { S: { file: ROOT/secret } }
    command:
      - node
      - -e
      - |
        const { S } = process.env;
        const end = 256 * 1024 - 10;
        process.stdout.write('a'.repeat(end) + S + 'b'.repeat(1e6) + S + 'c'.repeat(end));
  - { name: hears it, http: { target: web, path: /reflect } }
  - { name: hears it in something long, http: { target: web, path: /reflect-late } }
  - { name: reads it, sql: { target: db, text: "select w, repeat('x', 1990) || w from leaked" } }
  - name: fails with it
    sql: { target: db, text: "do $$ begin raise notice 'n %', (select w from leaked); raise 'e %', (select w from leaked); end $$" }
    timeLimit: 10s
`,
  floods: `
steps:
  - { name: by a program, command: [sh, -c, 'yes "a line of a flood" | head -c ${flood}; echo the end'] }
  - { name: by an answer, http: { target: web, path: /flood } }
  - { name: by rows, sql: { target: db, text: "select repeat('x', 1000) from generate_series(1, ${Math.ceil(flood / 1000)})" } }
  - { name: by one value, sql: { target: db, text: "select repeat('x', ${flood})" } }
`,
  forges: `
steps:
  - name: writes into its journal
    command:
      - sh
      - -c
      - |
        for one in ROOT/journals/$LULL_RUN*; do echo nonsense >$one; done
        touch ROOT/forged; sleep 60
`,
  kills: `
steps:
  - name: kills its parent
    command: [sh, -c, 'while ! [ -e ROOT/forged ]; do sleep 0.1; done; kill -9 $PPID; sleep 60']
`,
  slow: `
parameters: { value: { pattern: '(a+)+(a+)+' } }
steps: [{ name: a, command: [echo, "\${value}"] }]
`,
};

/** Files of which nothing may be run, and what is said of them. */
export const refused: Readonly<Record<string, readonly [text: string, why: RegExp]>> = {
  bomb: [
    `a: &a [x, x, x, x, x, x]\n${'bcdefghi'.replace(/./g, (c) => `${c}: &${c} [*${back(c)}, *${back(c)}]\n`)}`,
    /alias|anchor/,
  ],
  tag: ['steps: [{ name: a, command: !!js/function "x" }]', /tag/],
  deep: [`steps: ${'['.repeat(10_000)}`, /nested too deeply/],
  huge: [' '.repeat(300_000), /larger than 256 KiB/],
  many: [Array.from({ length: 19_000 }, (_, i) => `k${i}: 1`).join('\n'), /k0/],
  'a b': ['steps: [{ name: a, sleep: 1s }]', /not a name/],
  '$(id)': ['steps: [{ name: a, sleep: 1s }]', /not a name/],
  leads: ['steps: [{ name: a, command: [../bin/x] }]', /leads out of the folder/],
};

function back(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) - 1);
}
