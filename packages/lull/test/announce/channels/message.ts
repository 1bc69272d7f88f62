import { randomUUID } from 'node:crypto';
import type { Message } from '../../../src/announce/channels/contract.ts';

export const invitation = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Lull//EN',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:downtime-7@lull.example',
  'DTSTAMP:20261201T000000Z',
  'DTSTART:20261202T010000Z',
  'DTEND:20261202T030000Z',
  'SEQUENCE:1',
  'SUMMARY:Größere Datenbank – Größe',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

/** A message with all that one can have. */
export function messageWith(given: Partial<Message> = {}): Message {
  return {
    id: randomUUID(),
    thread: '0b0a7c1e-5a0f-4c37-9d0e-2b8f6a3c4d5e',
    at: Date.UTC(2026, 11, 1, 9, 30),
    kind: 'moved',
    language: 'en',
    subject: 'Shop: the downtime moves to Wednesday – größer',
    paragraphs: ['It now begins at 02:00 CET.', 'It was to begin at 01:00 CET.'],
    footer: ['You get this because you asked for it.', 'Leave: https://status.example.com/leave/x'],
    text: 'It now begins at 02:00 CET.\n\nhttps://status.example.com/7\n\n-- \nYou get this because.',
    html: '<p>It now begins at <b>02:00</b> CET.</p>',
    invite: { method: 'REQUEST', text: invitation },
    statusUrl: 'https://status.example.com/downtimes/7',
    more: 'Read more',
    unsubscribeUrl: `https://status.example.com/leave/${'t'.repeat(90)}.${'s'.repeat(30)}`,
    data: { id: '7', service: 'shop' },
    ...given,
  };
}
