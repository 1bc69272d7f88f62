import { demand } from '../../access/allowed.ts';
import { addGate as enrol } from '../../gates/add-gate.ts';
import { currentDocument } from '../../gates/current.ts';
import { tagOf } from '../../gates/documents.ts';
import { listGates as gatesFor } from '../../gates/list-gates.ts';
import { makeBypass as bypassFor } from '../../gates/make-bypass.ts';
import { removeGate as remove } from '../../gates/remove-gate.ts';
import { rotateKey as rotate } from '../../gates/rotate-key.ts';
import { answer } from '../answer.ts';
import { addGate, listGates, makeBypass, readDocument, removeGate, rotateKey } from '../contract/gates.ts';
import type { Routes } from '../parts.ts';
import { gatesOf } from '../views/gates.ts';
import { told } from '../views/times.ts';

/** The gates as people look after them. */
export const gateRoutes: Routes = (mount, { gates, keeper, access }) => {
  mount(listGates, async ({ c, actor, query }) =>
    answer(c, listGates, gatesOf(await gatesFor(gates, keeper, actor, query.service))),
  );

  mount(addGate, async ({ c, actor, params, body }) => {
    const { id, enrolment } = await enrol(gates, keeper, access, actor, params.name, body.instance);
    return answer(c, addGate, { id, config: enrolment });
  });

  mount(removeGate, async ({ c, actor, params, query }) => {
    await remove(gates, actor, params.name, params.gate, query.why);
    return answer(c, removeGate, null);
  });

  mount(readDocument, async ({ c, actor, params: { name } }) => {
    demand(actor, 'read', [name]);
    const document = await currentDocument(gates, keeper, name);
    return answer(c, readDocument, { ...document }, { etag: tagOf(document) });
  });

  mount(makeBypass, async ({ c, actor, params, body }) => {
    const made = await bypassFor(gates, keeper, actor, params.name, body.lasts, body.why);
    return answer(c, makeBypass, { ...made, expiresAt: told(made.expiresAt) });
  });

  mount(rotateKey, async ({ c, actor, body }) => {
    const keys = await rotate(gates, keeper, actor, body);
    return answer(c, rotateKey, { keys: [...keys] });
  });
};
