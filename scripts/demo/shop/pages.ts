import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { words } from '../../generate-access-log.ts';
import type { Order, Product } from './orders.ts';

type Text = ReturnType<typeof html>;

const pathOf = ({ shelf, name, id }: Product): string => `/${shelf}/${name}-${id}`;
const price = (cents: number): string => `€ ${(cents / 100).toFixed(2)}`;
const called = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The shelves. */
export const homePage = (lull: string): Text =>
  page(
    lull,
    'A small shop',
    html`<p>What are you looking for?</p>
      <ul>${words.map((shelf) => html`<li><a href="/${shelf}">${called(shelf)}</a></li>`)}</ul>`,
  );

/** Products, each with a link to its own page. */
export const listPage = (lull: string, title: string, products: readonly Product[]): Text =>
  page(
    lull,
    called(title),
    html`<ul>${products.map(
      (one) =>
        html`<li><a href="${pathOf(one)}">${called(one.shelf)} ${one.name}</a> ${price(one.cents)}</li>`,
    )}</ul>`,
  );

/** One product, to be bought. The form holds the key of its order, so that nobody buys twice by a second click. */
export const productPage = (lull: string, one: Product): Text =>
  page(
    lull,
    `${called(one.shelf)} ${one.name}`,
    html`<p>${price(one.cents)}, there by the day after tomorrow.</p>
      <form method="post" action="/orders">
        <input type="hidden" name="key" value="${randomUUID()}" />
        <input type="hidden" name="product" value="${one.id}" />
        <button>Buy</button>
      </form>
      <p><a href="/search?q=${one.shelf}+${one.name}">More like this</a></p>`,
  );

/** An order that was placed. */
export const orderPage = (lull: string, { key, cents, products }: Order): Text =>
  page(
    lull,
    'Thank you',
    html`<p>We have your order <code>${key}</code>: ${called(products.join(', '))}, ${price(cents)}.</p>`,
  );

/** What isn't there. */
export const nothingPage = (lull: string): Text =>
  page(lull, 'Nothing here', html`<p>There is no such page.</p>`);

const page = (lull: string, title: string, content: Text): Text => html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title} - a small shop</title>
      <style>
        :root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif; --shop: light-dark(#1a6b54, #6cc3a6) }
        body { margin: 0 }
        nav { padding: .8rem max(1rem, 50vw - 20rem); background: #1a6b54 }
        nav a { color: #fff; font-weight: 600; text-decoration: none }
        main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem 6rem }
        main a { color: var(--shop) }
        ul { padding: 0; list-style: none; columns: 14rem }
        li { padding: .3rem 0; break-inside: avoid }
        button { font: inherit; padding: .4rem 1.6rem; color: #fff; background: #1a6b54; border: 0; border-radius: .4rem }
      </style>
    </head>
    <body>
      <nav><a href="/">A small shop</a></nav>
      <main>
        <h1>${title}</h1>
        ${content}
      </main>
      <script src="${lull}/banner.js" data-service="shop" defer></script>
    </body>
  </html>`;
