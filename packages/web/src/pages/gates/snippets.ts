/** Where a gate can stand. */
export const places = ['express', 'http', 'fastify', 'nginx', 'haproxy', 'caddy', 'proxy'] as const;
export type Place = (typeof places)[number];

/** Whether a gate stands beside a proxy there, which is told lines of its own. */
export function isBeside(place: Place): boolean {
  return place === 'nginx' || place === 'haproxy' || place === 'caddy';
}

/** Where the key of a service's gate is kept. */
export function fileOf(service: string): string {
  return `/etc/lull/${service}.json`;
}

/** What to write or run there; the same as the guides of the gates have it. */
export function snippetOf(place: Place, service: string): string {
  const file = fileOf(service);
  const follow = `const gate = await followGate(await readConfigFile('${file}'));`;
  const imports = "import { followGate, readConfigFile } from '@lull/gate/follow';";
  switch (place) {
    case 'express':
      return `// npm install @lull/gate\n${imports}\nimport { gateMiddleware } from '@lull/gate/node';\n\n${follow}\napp.use(gateMiddleware(gate)); // before everything else`;
    case 'http':
      return `// npm install @lull/gate\n${imports}\nimport { gateListener } from '@lull/gate/node';\n\n${follow}\ncreateServer(gateListener(gate, listener)).listen(8080);`;
    case 'fastify':
      return `// npm install @lull/gate\n${imports}\nimport { gateFastify } from '@lull/gate/fastify';\n\n${follow}\nawait app.register(gateFastify(gate));`;
    case 'nginx':
      return beside('nginx', file, '--control http://127.0.0.1:8081/status', '--internal none');
    case 'haproxy':
      return beside('haproxy', file, '--control /run/haproxy/admin.sock');
    case 'caddy':
      return beside('caddy', file, '--control http://127.0.0.1:2019');
    case 'proxy':
      return `lull proxy --upstream http://127.0.0.1:3000 --listen :8080 --config ${file}`;
  }
}

function beside(kind: string, file: string, control: string, more = ''): string {
  const print = `lull-gate print-config ${kind} --config ${file} --health /livez${more && ` ${more}`}`;
  return `npm install --global @lull/gate\nlull-gate ${kind} --config ${file} --check https://shop.example/ ${control}\n${print}`;
}
