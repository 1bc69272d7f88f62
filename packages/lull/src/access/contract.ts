/** What people and keys may do, from least to most: each includes those before it. */
export const roles = ['viewer', 'requester', 'scheduler', 'approver', 'owner'] as const;

export type Role = (typeof roles)[number];

/**
 * What can be asked of Lull, and the least role for it: read; draft a downtime; schedule and run one; approve
 * one and set a rule aside; configure services, windows, freezes and people. `gate` is for gates themselves,
 * by keys that are limited to it and to their service; `agent` for agents, by keys that are limited to it.
 */
export const actions = {
  read: 'viewer',
  draft: 'requester',
  schedule: 'scheduler',
  run: 'scheduler',
  gate: 'scheduler',
  agent: 'scheduler',
  approve: 'approver',
  override: 'approver',
  configure: 'owner',
  administer: 'owner',
} as const satisfies Record<string, Role>;

export type Action = keyof typeof actions;

/** Who asks. Nobody is anybody without one of these: routes take an actor, never a token. */
export interface Actor {
  readonly kind: 'person' | 'key' | 'system';
  /** Id of the person or key; `lull` for the system itself. */
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  /** The person behind it: a key acts for the person who made it, and a second person must be another. */
  readonly person: string;
  /** What it may do with every service; null when it may do only what is granted. */
  readonly role: Role | null;
  /** What it may do with single services, by their name; the higher of both counts. */
  readonly grants: ReadonlyMap<string, Role>;
  /** A key's limits: only these actions; null for all that the role allows. */
  readonly scopes: readonly Action[] | null;
  /** Network address that the request came from; null for the system. */
  readonly from: string | null;
  /** Id of the request, for logs and the audit trail; null for the system. */
  readonly request: string | null;
}

/** Where a request came from, as the server's edge worked it out. */
export interface RequestOrigin {
  /** Client's network address; null where there is none. */
  readonly from: string | null;
  /** Id of the request, for logs and the audit trail. */
  readonly requestId: string | null;
}

/** The system itself: timers and rules. */
export const lull: Actor = {
  kind: 'system',
  id: 'lull',
  name: 'Lull',
  person: 'lull',
  role: 'owner',
  grants: new Map(),
  scopes: null,
  from: null,
  request: null,
};

const agentPrefix = 'agent:';

/**
 * An agent that does the work of a downtime, as whoever is there.
 *
 * @param name empty for the server's own runner
 * @example agentActor('db-1').id === 'agent:db-1'
 */
export function agentActor(name: string): Actor {
  const id = `${agentPrefix}${name}`;
  return { ...lull, id, name: agentCalled(id)!, person: id };
}

/** What the agent of that id is called; null for the id of anything else. */
export function agentCalled(id: string): string | null {
  if (!id.startsWith(agentPrefix)) return null;
  return id === agentPrefix ? 'the server’s own runner' : `agent ${id.slice(agentPrefix.length)}`;
}
