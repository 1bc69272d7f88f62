import { z } from 'zod';
import { text, words, zone } from './fields.ts';
import { shown } from './mistakes.ts';

/** `#rrggbb`. */
export const colour = text('"#1a6b54"').regex(/^#[0-9a-f]{6}$/i, {
  error: ({ input }) => `${shown(input)} is not a colour; write for example "#1a6b54"`,
});

/** An image in the page itself: nothing can be fetched while a service is closed. */
export const logo = z
  .string()
  .max(9_000, 'is longer than 9,000 characters')
  .regex(/^data:image\/(png|svg\+xml|webp|jpeg|gif);base64,[A-Za-z0-9+/]+={0,2}$/, {
    error: 'is no image as data:image/png;base64,…',
  });

/** An address on the web. */
export const webAddress = text('https://status.example.com').regex(/^https?:\/\/[^\s"'<>/]+[^\s"'<>]*$/, {
  error: ({ input }) => `${shown(input)} is not an address; write for example https://status.example.com`,
});

/** `organisation.page`: how the public pages look. */
export const pageSchema = z
  .strictObject({
    title: words.meta({ description: "What the page is called; the organisation's name when left out" }),
    site: webAddress.meta({ description: 'Address of the site that it belongs to' }),
    zone: zone.meta({ description: "The page's own zone; UTC when left out" }),
    colour,
    logo,
  })
  .partial();
