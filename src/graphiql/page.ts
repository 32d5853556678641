import { createHash } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/**
 * The page may load scripts, styles and data of this server only. The editor sets style attributes and creates
 * `<style>` elements: the hash allows only **empty** ones, which `browser/styles.js` fills. So no injected inline
 * script or style sheet can run.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  `style-src-elem 'self' 'sha256-${sha256('')}'`,
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page's title. */
export const TITLE = 'Telnyx OAuth';

/**
 * The page: nothing inline, four scripts that run in this order once it is parsed. What the gateway adds to GraphiQL is
 * above it, in `#explorer`.
 *
 * @param base the path below which the assets are served, with a slash at its end
 */
export function renderPage(base: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${TITLE}</title>
<link rel="icon" href="${base}icon.svg">
<link rel="stylesheet" href="${base}graphiql.css">
<link rel="stylesheet" href="${base}explorer.css">
<script type="module" src="${base}styles.js"></script>
<script defer src="${base}graphiql.js"></script>
<script type="module" src="${base}boot.js"></script>
<script type="module" src="${base}explorer.js"></script>
</head>
<body>
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="page">
<div id="explorer"></div>
<div id="root"></div>
</div>
</body>
</html>
`;
}
