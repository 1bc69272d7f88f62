import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Confirmation } from '../../src/follow/contract.ts';
import {
  type Period,
  type PublicKey,
  type StateDocument,
  signedBytes,
  timeBytes,
} from '../../src/protocol/index.ts';

/** A key pair as a server has it. */
export interface Signer {
  readonly id: string;
  /** base64url of the public half's 32 bytes. */
  readonly key: string;
  sign(bytes: Uint8Array): string;
}

export function signer(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return signerOf(publicKey, privateKey);
}

function signerOf(publicKey: KeyObject, privateKey: KeyObject): Signer {
  const { x: key } = publicKey.export({ format: 'jwk' }) as { x: string };
  const id = createHash('sha256').update(Buffer.from(key, 'base64url')).digest('hex').slice(0, 16);
  return { id, key, sign: (bytes) => sign(null, bytes, privateKey).toString('base64url') };
}

export function publicKeyOf({ id, key }: Signer): PublicKey {
  return { id, key, notBefore: '1970-01-01T00:00:00Z', endorsedBy: null, endorsement: null };
}

/** A document, rightly signed. */
export function signed(by: Signer, fields: Partial<StateDocument>): StateDocument {
  const document = {
    v: 1 as const,
    service: 'shop',
    epoch: 1,
    serial: 1,
    issuedAt: new Date().toISOString(),
    keys: [publicKeyOf(by)],
    schedule: [],
    brand: { name: 'Shop', colour: null, logo: null, statusUrl: null },
    pages: {},
    maxSilence: 'PT5M',
    signedBy: by.id,
    ...fields,
  };
  return { ...document, signature: by.sign(signedBytes(document)) };
}

/** A closing from one instant to another. */
export function closing(from: number, to: number | null, fields: Partial<Period> = {}): Period {
  return {
    from: new Date(from).toISOString(),
    to: to === null ? null : new Date(to).toISOString(),
    state: 'closed',
    mode: 'full',
    match: { paths: [], tenants: [], methods: [], except: [] },
    downtime: 'd1',
    retryAt: to === null ? null : new Date(to).toISOString(),
    share: null,
    closeIf: 'server-alive',
    reopen: 'atEnd',
    ...fields,
  };
}

/** The server's half of the wire, over HTTP, with real signatures. */
export interface GateServer {
  readonly url: string;
  /** Signs all that is signed; another one is the next key. */
  signer: Signer;
  readonly confirmations: Confirmation[];
  /** How often each path was asked. */
  readonly asked: Map<string, number>;
  /** Signs the next document and sends it to every stream. */
  publish(fields?: Partial<StateDocument>): StateDocument;
  /** The same without a word on the streams, as if it were lost on the way. */
  publishUnheard(fields?: Partial<StateDocument>): StateDocument;
  /** Sends any text as an event to every stream. */
  send(event: string, data: string): void;
  /** What GET gives from now on, whatever it is; null: the document again. */
  answerWith(text: string | null): void;
  heartbeat(at?: number): void;
  /** Resolves with the first confirmation, from now on or among those before, that fits. */
  confirmed(fits: (confirmation: Confirmation) => boolean): Promise<Confirmation>;
  streams(): number;
  dropStreams(): void;
  /** Ends at once, connections too; `start` brings it back on the same port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** How far its clock is ahead of this machine's. */
  skew: number;
  /** The status of every answer to a confirmation; 0 takes it and cuts the line before it answers. */
  confirmStatus: number;
  /** How long a confirmation counts. */
  lease: string;
  /** The status of all answers, where it isn't 200. */
  status: number;
}

export async function gateServer(by: Signer = signer()): Promise<GateServer> {
  let server: Server;
  let port = 0;
  let serial = 0;
  let current: StateDocument | null = null;
  let canned: string | null = null;
  const streams = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  const now = (): number => Date.now() + self.skew;

  const time = (nonce: string, at = now()): string => {
    const asked = { now: new Date(at).toISOString(), service: 'shop', nonce, signedBy: self.signer.id };
    return JSON.stringify({ ...asked, signature: self.signer.sign(timeBytes(asked)) });
  };
  const event = (name: string, data: string): string =>
    `event: ${name}\n${data
      .split('\n')
      .map((line) => `data: ${line}\n`)
      .join('')}\n`;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://gate');
    const path = url.pathname.replace('/gate/v1', '');
    self.asked.set(path, (self.asked.get(path) ?? 0) + 1);
    if (self.status !== 200) return void response.writeHead(self.status).end();
    if (path === '/documents/shop') {
      if (canned !== null) return void response.end(canned);
      if (current === null) return void response.writeHead(404).end();
      const etag = `"${current.epoch}.${current.serial}"`;
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
      return void response.writeHead(200, { etag }).end(JSON.stringify(current));
    }
    if (path === '/time') return void response.end(time(url.searchParams.get('nonce') ?? ''));
    if (path === '/stream/shop') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(current === null ? ': nothing yet\n\n' : event('document', JSON.stringify(current)));
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    if (path !== '/confirm') return void response.writeHead(404).end();
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    self.confirmations.push(JSON.parse(Buffer.concat(body).toString()) as Confirmation);
    for (const look of waiting) look();
    if (self.confirmStatus === 0) return void request.socket.destroy();
    const { epoch = null, serial: newest = null } = current ?? {};
    response.writeHead(self.confirmStatus).end(JSON.stringify({ lease: self.lease, epoch, serial: newest }));
  };

  const self: GateServer = {
    url: '',
    signer: by,
    confirmations: [],
    asked: new Map(),
    skew: 0,
    confirmStatus: 200,
    lease: 'PT15S',
    status: 200,
    publish: (fields = {}) => {
      const published = self.publishUnheard(fields);
      self.send('document', JSON.stringify(published));
      return published;
    },
    publishUnheard: (fields = {}) => {
      serial += 1;
      current = signed(self.signer, { serial, issuedAt: new Date(now()).toISOString(), ...fields });
      return current;
    },
    send: (name, data) => {
      for (const stream of streams) stream.write(event(name, data));
    },
    answerWith: (text) => {
      canned = text;
    },
    heartbeat: (at) => self.send('time', time('', at)),
    confirmed: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = self.confirmations.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    streams: () => streams.size,
    dropStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    kill: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    start: async () => {
      server = createServer((request, response) => void answer(request, response).catch(() => {}));
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
    },
  };
  await self.start();
  return Object.assign(self, { url: `http://127.0.0.1:${port}` });
}
