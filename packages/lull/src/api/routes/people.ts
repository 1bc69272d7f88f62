import { grant, revokeGrant } from '../../access/grants.ts';
import { listPeople as allPeople, removePerson as remove, setRole as set } from '../../access/people.ts';
import { serviceNamed } from '../../catalog/occurrences.ts';
import { answer } from '../answer.ts';
import { listPeople, readMe, removeGrant, removePerson, setGrant, setRole } from '../contract/people.ts';
import type { Routes } from '../parts.ts';
import { told } from '../views/times.ts';

/** Who there is and what they may do. */
export const peopleRoutes: Routes = (mount, { access, keeper }) => {
  mount(readMe, async ({ c, actor }) => {
    const { kind, id, name, person, role, grants, scopes } = actor;
    const personName = (await access.names.of([person])).get(person) ?? null;
    const me = { kind, id, name, person, personName, role, grants: Object.fromEntries(grants) };
    return answer(c, readMe, { ...me, scopes: scopes && [...scopes] });
  });

  mount(listPeople, async ({ c, actor }) => {
    const people = await allPeople(access, actor);
    const items = people.map(({ since, ...person }) => ({ ...person, createdAt: told(since) }));
    return answer(c, listPeople, { items });
  });

  mount(setRole, async ({ c, actor, params, body }) => {
    await set(access, actor, params.id, body.role, body.why);
    return answer(c, setRole, null);
  });

  mount(removePerson, async ({ c, actor, params, query }) => {
    await remove(access, actor, params.id, query.why);
    return answer(c, removePerson, null);
  });

  mount(setGrant, async ({ c, actor, params, body }) => {
    const { catalog } = await keeper.catalog();
    const service = serviceNamed(catalog, params.service).name;
    await grant(access, actor, { person: params.id, service, ...body });
    return answer(c, setGrant, null);
  });

  mount(removeGrant, async ({ c, actor, params, query }) => {
    await revokeGrant(access, actor, { person: params.id, service: params.service, why: query.why });
    return answer(c, removeGrant, null);
  });
};
