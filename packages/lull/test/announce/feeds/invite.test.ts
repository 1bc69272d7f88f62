import { describe, expect, it } from 'vitest';
import { type NoticeKind, noticeKinds } from '../../../src/announce/contract.ts';
import { downtimeCalendar } from '../../../src/announce/feeds/calendar/downtimes.ts';
import { type InviteFacts, inviteFor } from '../../../src/announce/feeds/calendar/invite.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { downtime, eventsIn, now, past, published, start, timesOf, told, values, viewOf } from './support.ts';

const { page, services } = published([]);

const facts = (kind: NoticeKind, given: Partial<InviteFacts> = {}): InviteFacts => ({
  downtime: 'one',
  kind,
  told,
  before: null,
  sequence: 0,
  actual: null,
  services,
  page,
  words: ownWords.en!,
  zone: null,
  now,
  ...given,
});

const invited = (kind: NoticeKind, given?: Partial<InviteFacts>, address = 'ann@example.com') => {
  const { method, text } = inviteFor(facts(kind, given)).to(address);
  const [event, ...others] = eventsIn(text);
  expect(others).toEqual([]);
  expect(event!.component.parent!.getFirstPropertyValue('method')).toBe(method);
  return { method, text, event: event! };
};

describe('the calendar’s part of a mail', () => {
  it('invites, and asks for no answer', () => {
    const { method, event } = invited('scheduled');
    expect(method).toBe('REQUEST');
    expect(event.summary).toBe('Web shop: Faster database');
    expect(timesOf(event)).toEqual([start, start + HOUR]);
    expect(event.organizer).toBe('mailto:status@example.com');
    const [attendee, ...others] = event.attendees;
    expect(others).toEqual([]);
    expect(attendee!.getFirstValue()).toBe('mailto:ann@example.com');
    expect(attendee!.getParameter('rsvp')).toBe('FALSE');
    expect(attendee!.getParameter('partstat')).toBe('ACCEPTED');
  });

  it('is the same event as the feed’s: by its UID, its SEQUENCE, its times and its texts', () => {
    for (const each of [downtime(), past()]) {
      const kind = each.state === 'completed' ? 'completed' : 'scheduled';
      const { sequence, actual, promise } = each;
      const { event } = invited(kind, { sequence, actual, told: promise.at(-1)! });
      const [fed] = eventsIn(downtimeCalendar(viewOf(published([each])), null));
      for (const same of ['uid', 'sequence', 'summary', 'description', 'organizer'] as const) {
        expect(event[same], same).toBe(fed![same]);
      }
      expect(timesOf(event)).toEqual(timesOf(fed!));
      expect(values(event, 'x-maintnote-status')).toEqual(values(fed!, 'x-maintnote-status'));
    }
  });

  it('takes the event out again where it will not be, and only there', () => {
    const takesOut = noticeKinds.filter((kind) => invited(kind).method === 'CANCEL');
    expect(takesOut).toEqual(['withdrawn', 'cancelled']);
    expect(values(invited('cancelled').event, 'status')).toEqual(['CANCELLED']);
  });

  it('withdraws what was told before, of the services that are no longer touched', () => {
    const elsewhere = {
      ...told,
      number: 2,
      services: ['pay desk'],
      start: start + DAY,
      end: start + DAY + HOUR,
    };
    const { event } = invited('withdrawn', { told: elsewhere, before: told, sequence: 1 });
    expect(event.summary).toBe('Cancelled: Web shop: Faster database');
    expect(event.description).toContain('will not affect Web shop after all');
    expect(timesOf(event)).toEqual([start, start + HOUR]);
    expect(event.sequence).toBe(1);
  });

  it('tells the real times once it is over', () => {
    const { actual } = past();
    const { event } = invited('aborted', { actual, sequence: 3 });
    expect(timesOf(event)).toEqual([start + DAY + 3 * MINUTE, start + DAY + 23 * MINUTE]);
  });

  it('names the page where the reader may know none of the services', () => {
    const { event } = invited('reminder', { services: [] });
    expect(event.summary).toBe('Example status: Faster database');
    expect(event.component.getAllProperties('x-maintnote-object-id')).toEqual([]);
  });

  it('holds an address of whatever characters as one address', () => {
    const { event } = invited('scheduled', {}, 'a,b;c?d&e:f%g"h@exämple.com');
    expect(event.attendees.map((each) => each.getFirstValue())).toEqual([
      'mailto:a%2Cb%3Bc%3Fd%26e%3Af%25g%22h@exämple.com',
    ]);
  });

  it('differs between recipients in nothing else', () => {
    const invitation = inviteFor(facts('moved'));
    const [ann, bob] = ['ann@example.com', 'bob@example.com'].map((address) => invitation.to(address).text);
    expect(ann!.replace('ann@', 'bob@')).toBe(bob);
  });
});
