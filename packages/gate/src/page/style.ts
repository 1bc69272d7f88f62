/** The page's own style; no colour of the brand is needed for reading. */
export const pageStyle = `
:root{color-scheme:light dark;--ink:#1c2128;--soft:#4d5661;--paper:#fff;--line:#d5dae0;--link:#0b57a4}
header img{display:block;max-width:12rem;max-height:4rem}
@media(prefers-color-scheme:dark){
:root{--ink:#eef1f4;--soft:#b3bcc6;--paper:#14181d;--line:#39414b;--link:#8ec5ff}
header img{padding:.25rem;border-radius:.25rem;background:#fff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;justify-content:center;
background:var(--paper);color:var(--ink);font:1.125rem/1.6 system-ui,sans-serif}
.mark{position:fixed;inset:0 0 auto;width:100%;height:.375rem}
header,main{width:100%;max-width:38rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2.5rem;font-weight:600;overflow-wrap:anywhere}
main{padding-bottom:2.5rem}
h1{margin:1rem 0 .75rem;font-size:clamp(1.75rem,6vw,2.5rem);line-height:1.2;overflow-wrap:anywhere}
p{margin:0 0 1rem;overflow-wrap:anywhere}
.message{white-space:pre-line}
.expected{margin:1.75rem 0 0;font-size:1.375rem;font-weight:600}
.at,.unsent{color:var(--soft)}
.said:empty{display:none}
.ways{margin-top:1.75rem;padding-top:1rem;border-top:1px solid var(--line)}
a{display:inline-block;margin-inline-end:1.5rem;padding:.5rem 0;color:var(--link)}
a:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:2px}
`;

/** SHA-256 of the style, base64, for `Content-Security-Policy`. A test holds it against the text. */
export const pageStyleHash = 'UCUv1fmgyigZgj9Jt3hi9/i/y+GXfPOfEZpI8Qek+FM=';
