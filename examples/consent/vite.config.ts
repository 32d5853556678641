import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

// Whatever the environment says: urql's development build looks for the text of each document, and there is none.
process.env.NODE_ENV = 'production';

/**
 * Two pages: the app, and the frame that the relying party fills on the server. Nothing is inlined, so that the policy
 * needs no exception; all that pages load is compressed here, once.
 */
export default defineConfig({
  base: '/demo/',
  // From npm it is found by itself.
  resolve: {
    alias: { 'telnyx-oauth-graphql/client': fileURLToPath(new URL('../../src/client/index.ts', import.meta.url)) },
  },
  // The server puts the base path into pages; what they load finds the rest beside itself.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `/__base__/demo/${file}` : { relative: true }),
  },
  plugins: [compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(js|css|svg)$/, threshold: 0 })],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'relying-party.html'] },
  },
});
