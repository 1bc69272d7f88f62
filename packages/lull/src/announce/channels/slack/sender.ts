import type { Message, Sender, Sent } from '../contract.ts';
import type { Outgoing, Posted } from '../outgoing/open.ts';
import { answerOf, outcomeOf } from '../outgoing/outcome.ts';

/** Limits of Block Kit, in characters. */
const limits = { header: 150, section: 3000, button: 75, sections: 20 };

/** Slack's words for a hook, channel or workspace that is no more. */
const gone = /^(?:no_service|no_service_id|no_active_hooks|no_team|team_disabled|invalid_token)\b/;

/** Posts to Slack's incoming webhooks. Slack knows no id of a message: what is repeated appears twice. */
export function slackSender(outgoing: Outgoing): Sender {
  return {
    async send(message, { address, isTrusted }) {
      const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Lull' };
      const body = JSON.stringify(slackBody(message));
      return slackOutcome(await outgoing.post({ url: address, headers, body, isTrusted }));
    },
    close: async () => {},
  };
}

/**
 * A message in Slack's blocks. They are plain text: nothing in a title can mention a channel or be a link.
 *
 * @example slackBody(message).text // the subject, for notifications
 */
export function slackBody({ subject, paragraphs, statusUrl, more }: Message) {
  const plain = (text: string, longest: number) => ({
    type: 'plain_text' as const,
    text: cut(text, longest),
    emoji: false,
  });
  return {
    text: escaped(subject),
    blocks: [
      { type: 'header', text: plain(subject, limits.header) },
      ...paragraphs
        .filter((paragraph) => paragraph.trim() !== '')
        .slice(0, limits.sections)
        .map((paragraph) => ({ type: 'section', text: plain(paragraph, limits.section) })),
      { type: 'actions', elements: [{ type: 'button', text: plain(more, limits.button), url: statusUrl }] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function slackOutcome(posted: Posted): Sent {
  if (posted.kind === 'answered') {
    const { status, text } = posted;
    if ([403, 404, 410].includes(status) && (status === 410 || gone.test(text))) {
      return { outcome: 'refused', error: answerOf(posted), disables: true };
    }
    // It would refuse the same message again.
    if (status === 400) return { outcome: 'refused', error: answerOf(posted), disables: false };
  }
  return outcomeOf(posted);
}

/** The three characters that are not themselves in Slack's own markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
