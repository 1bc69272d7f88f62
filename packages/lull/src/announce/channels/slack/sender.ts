import type { Message, Sender, Sent } from '../contract.ts';
import type { Outgoing, Posted } from '../outgoing/open.ts';
import { answerOf, outcomeOf } from '../outgoing/outcome.ts';

/** Limits of Block Kit, in characters. */
const limits = { header: 150, section: 3000, link: 75, sections: 20, text: 3500 };

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
 * More is behind a link and no button: Slack tells the hook's app of each click on one, and warns the reader
 * when no app answers. `text` is all of it, for notifications, and for what speaks the same but for the
 * blocks.
 *
 * @example slackBody(message).blocks[0] // { type: 'header', … }
 */
export function slackBody({ subject, paragraphs, statusUrl, more }: Message) {
  const plain = (text: string, longest: number) => ({
    type: 'plain_text' as const,
    text: cut(text, longest),
    emoji: false,
  });
  const said = paragraphs.filter((paragraph) => paragraph.trim() !== '').slice(0, limits.sections);
  const link = { type: 'link', url: statusUrl, text: cut(more, limits.link) };
  return {
    text: `${escaped(cut([subject, ...said].join('\n\n'), limits.text))}\n\n<${statusUrl}>`,
    blocks: [
      { type: 'header', text: plain(subject, limits.header) },
      ...said.map((paragraph) => ({ type: 'section', text: plain(paragraph, limits.section) })),
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [link] }] },
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

/**
 * The three characters that are not themselves in Slack's own markup; and a space of no width behind each @,
 * which Mattermost would take for a mention.
 */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b');
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
