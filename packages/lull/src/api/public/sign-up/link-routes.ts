import type { Context, Hono } from 'hono';
import { byLink } from '../../../announce/audience/by-link.ts';
import { choosable, choose, mayChooseAll } from '../../../announce/audience/choose.ts';
import { confirmSubscriber } from '../../../announce/audience/confirm.ts';
import { eraseById } from '../../../announce/audience/erase.ts';
import { leave } from '../../../announce/audience/leave.ts';
import { linksOf } from '../../../announce/audience/links.ts';
import { hasLeft, mayConfirm } from '../../../announce/audience/why-disabled.ts';
import type { Subscriber } from '../../../announce/contract.ts';
import type { Env } from '../../call.ts';
import {
  confirmedPage,
  confirmPage,
  erasedPage,
  gonePage,
  leavePage,
  leftPage,
  type ManageView,
  managePage,
} from './link-pages.ts';
import { choicesIn, readForm } from './read-form.ts';
import type { SignUpParts } from './routes.ts';
import { faultOf } from './sign-up-routes.ts';

/** What the links of mails lead to. A token is all that is asked for, so another site can't forge a form. */
export function linkRoutes(app: Hono<Env>, parts: SignUpParts): void {
  confirming(app, parts);
  managing(app, parts);
  leaving(app, parts);
}

function confirming(app: Hono<Env>, { announce, lookOf, send }: SignUpParts): void {
  const confirmed = async (c: Context<Env>, subscriber: Subscriber) =>
    send(
      c,
      confirmedPage(await lookOf(c, subscriber.language), subscriber, managePath(announce, subscriber.id)),
    );

  app.get('/subscribe/confirm/:token', async (c) => {
    const { subscriber } = await byLink(announce, 'confirm', c.req.param('token'));
    if (subscriber?.state === 'active') return confirmed(c, subscriber);
    if (subscriber === null || !mayConfirm(subscriber)) return send(c, gonePage(await lookOf(c)), 404);
    return send(c, confirmPage(await lookOf(c, subscriber.language), subscriber, c.req.path));
  });

  app.post('/subscribe/confirm/:token', async (c) => {
    const subscriber = await confirmSubscriber(announce, c.req.param('token'));
    return subscriber === null ? send(c, gonePage(await lookOf(c)), 404) : confirmed(c, subscriber);
  });
}

function managing(app: Hono<Env>, parts: SignUpParts): void {
  const { announce, lookOf, send } = parts;
  const gone = async (c: Context<Env>) => send(c, gonePage(await lookOf(c)), 404);

  app.get('/subscription/:token', async (c) => {
    const { subscriber } = await byLink(announce, 'manage', c.req.param('token'));
    if (subscriber === null || subscriber.state === 'pending') return gone(c);
    const look = await lookOf(c, subscriber.language);
    if (subscriber.state === 'disabled') return send(c, leftPage(look, c.req.path));
    return send(c, managePage(look, await manageView(parts, subscriber, c.req.path, null)));
  });

  app.post('/subscription/:token', async (c) => {
    const { id, subscriber } = await byLink(announce, 'manage', c.req.param('token'));
    if (id === null || subscriber?.state !== 'active') return gone(c);
    const chosen = choicesIn(await readForm(c.req.raw));
    const said = async (now: Subscriber, what: ManageView['said'], status: 200 | 422) => {
      const view = await manageView(parts, now, c.req.path, what);
      return send(c, managePage(await lookOf(c, now.language), view), status);
    };
    try {
      const changed = await choose(announce, id, chosen);
      return changed === null ? gone(c) : said(changed, 'saved', 200);
    } catch (error) {
      const fault = faultOf(error, chosen.services);
      return said(subscriber, fault === 'noService' ? fault : 'wrong', 422);
    }
  });

  app.post('/subscription/:token/leave', async (c) => {
    const { id, subscriber } = await byLink(announce, 'manage', c.req.param('token'));
    if (id === null) return gone(c);
    await leave(announce, id);
    const path = subscriber === null ? null : managePath(announce, id);
    return send(c, leftPage(await lookOf(c, subscriber?.language), path));
  });

  app.post('/subscription/:token/erase', async (c) => {
    const { id, subscriber } = await byLink(announce, 'manage', c.req.param('token'));
    if (id === null) return gone(c);
    await eraseById(announce, id);
    return send(c, erasedPage(await lookOf(c, subscriber?.language)));
  });
}

function leaving(app: Hono<Env>, { announce, lookOf, send }: SignUpParts): void {
  app.get('/unsubscribe/:token', async (c) => {
    const { id, subscriber } = await byLink(announce, 'unsubscribe', c.req.param('token'));
    if (id === null) return send(c, gonePage(await lookOf(c)), 404);
    const look = await lookOf(c, subscriber?.language);
    if (subscriber === null || hasLeft(subscriber)) return send(c, leftPage(look, null));
    return send(c, leavePage(look, c.req.path));
  });

  // RFC 8058: mail programs send this by themselves, without cookies, and want no more than that it worked.
  app.post('/unsubscribe/:token', async (c) => {
    const { id, subscriber } = await byLink(announce, 'unsubscribe', c.req.param('token'));
    if (id === null) return send(c, gonePage(await lookOf(c)), 404);
    await leave(announce, id);
    const path = subscriber === null ? null : managePath(announce, id);
    return send(c, leftPage(await lookOf(c, subscriber?.language), path));
  });
}

async function manageView(
  { announce }: SignUpParts,
  subscriber: Subscriber,
  here: string,
  said: ManageView['said'],
): Promise<ManageView> {
  const { catalog } = await announce.keeper().catalog();
  const { shown, language, zone, services, kinds } = subscriber;
  return {
    services: choosable(catalog, services),
    mayAll: mayChooseAll(subscriber),
    languages: announce.words.languages,
    chosen: { language, zone, services, kinds },
    shown,
    here,
    said,
  };
}

function managePath(announce: SignUpParts['announce'], id: string): string {
  return linksOf(announce, id).manage.slice(announce.settings.url.length);
}
