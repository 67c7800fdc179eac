// A real OpenID provider on this machine, for the test of signing in with one.
// node provider.mjs MODULES REDIRECT: prints its issuer; whoever signs in as NAME is
// NAME@b.example, verified unless the name is "unverified".
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [modules, redirect] = process.argv.slice(2);
const { default: Provider } = await import(
  pathToFileURL(join(modules, 'oidc-provider', 'lib', 'index.js')).href
);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'traction',
      client_secret: 'a secret of the test: 100%',
      redirect_uris: [redirect],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['only for the test'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@b.example`,
        email_verified: id !== 'unverified',
        name: `${id} Somebody`,
      }),
    }),
  });
  server.on('request', provider.callback());
  console.log(`issuer ${issuer}`);
});
