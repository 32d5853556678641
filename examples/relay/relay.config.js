const { relayConfig } = require('telnyx-oauth-graphql/client');

module.exports = { ...relayConfig, src: 'src', language: 'typescript', eagerEsModules: true };
