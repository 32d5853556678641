import { defineConfig } from 'vite';
import relay from 'vite-plugin-relay';

// The page and the graph have one origin, in development and here in `vite preview`: no CORS.
const proxy = { '/graphql': process.env.GATEWAY ?? 'http://127.0.0.1:4000' };

export default defineConfig({ plugins: [relay], server: { proxy }, preview: { proxy } });
