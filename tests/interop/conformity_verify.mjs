// Checks a token with code that shares nothing with ours: the signature by npm `jose`, the shape by
// npm `ajv`. Arguments: the token's file, then schemas as published by UNTP, where there are any.
// What UNTP 0.7.0 asks of a Digital Conformity Credential is also written down below, in short, so
// that the check does not depend on a file that is not ours.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(path.join(process.env.LL_NODE_MODULES, 'x.js'));
const Ajv = require('ajv/dist/2020').default;
const formats = require('ajv-formats').default;
const jose = require('jose');

const uri = { type: 'string', format: 'uri' };
const text = { type: 'string' };
const typed = (type, extra = {}, required = []) => ({
  type: 'object',
  properties: {
    type: { type: 'array', items: text, contains: { const: type } },
    id: uri,
    name: text,
    ...extra,
  },
  required: ['id', 'name', 'type', ...required],
});
const link = {
  type: 'object',
  additionalProperties: false,
  properties: { linkURL: uri, linkName: text, digestMultibase: text, mediaType: text, linkType: text },
  required: ['linkURL', 'linkName'],
};
const measure = {
  type: 'object',
  additionalProperties: false,
  properties: { value: { type: 'number' }, unit: text, upperTolerance: { type: 'number' }, lowerTolerance: { type: 'number' } },
  required: ['value', 'unit'],
};
const assessment = typed('ConformityAssessment', {
  assessmentCriteria: { type: 'array', items: typed('Criterion') },
  assessmentDate: { type: 'string', format: 'date' },
  assessedPerformance: {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      properties: { metric: typed('PerformanceMetric'), measure, score: { type: 'object' } },
      dependentRequired: { measure: ['metric'] },
    },
  },
  conformityTopic: { type: 'array', items: { ...typed('ConformityTopic'), maxProperties: 4 } },
  assessedProduct: { type: 'array', items: { type: 'object', properties: { product: typed('Product') }, required: ['product'] } },
  assessedFacility: { type: 'array', items: { type: 'object', properties: { facility: typed('Facility') }, required: ['facility'] } },
  evidence: { type: 'array', items: link },
}, ['assessmentCriteria', 'assessmentDate', 'assessedPerformance', 'conformityTopic']);
const attestation = typed('ConformityAttestation', {
  assessorLevel: { enum: ['self', 'commercial', 'buyer', 'membership', 'unspecified', '3rdParty', 'hybrid'] },
  assessmentLevel: { enum: ['authority-benchmark', 'authority-mandate', 'authority-globalmra', 'authority-peer', 'authority-extended-mra', 'scheme-self', 'scheme-cab', 'no-endorsement'] },
  attestationType: { enum: ['certification', 'declaration', 'inspection', 'testing', 'verification', 'validation', 'calibration'] },
  issuedToParty: typed('Party'),
  referenceScheme: typed('ConformityScheme'),
  referenceProfile: typed('ConformityProfile'),
  auditableEvidence: link,
  conformityAssessment: { type: 'array', minItems: 1, items: assessment },
}, ['assessorLevel', 'assessmentLevel', 'attestationType', 'issuedToParty', 'referenceScheme']);
const schema = {
  type: 'object',
  properties: {
    '@context': {
      type: 'array',
      prefixItems: [{ const: 'https://www.w3.org/ns/credentials/v2' }, { const: 'https://vocabulary.uncefact.org/untp/0.7.0/context/' }],
      minItems: 2,
      items: text,
      uniqueItems: true,
    },
    type: { type: 'array', items: text, allOf: [{ contains: { const: 'DigitalConformityCredential' } }, { contains: { const: 'VerifiableCredential' } }] },
    id: uri,
    issuer: typed('CredentialIssuer'),
    validFrom: { type: 'string', format: 'date-time' },
    name: text,
    credentialStatus: {
      type: 'object',
      additionalProperties: false,
      properties: {
        type: { const: 'BitstringStatusListEntry' },
        id: uri,
        statusPurpose: { enum: ['refresh', 'revocation', 'suspension', 'message'] },
        statusListIndex: { type: 'integer', minimum: 0 },
        statusListCredential: uri,
      },
      required: ['type', 'statusPurpose', 'statusListIndex', 'statusListCredential'],
    },
    issuingSoftware: {
      type: 'object',
      additionalProperties: false,
      properties: { id: uri, name: text, version: text, vendor: { type: 'object', additionalProperties: false, properties: { id: uri, name: text }, required: ['id', 'name'] } },
      required: ['id', 'name', 'version', 'vendor'],
    },
    credentialSubject: attestation,
  },
  required: ['@context', 'type', 'id', 'issuer', 'validFrom', 'name', 'credentialSubject'],
};

const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
function publicKey(multikey) {
  let number = 0n;
  for (const c of multikey.slice(1)) number = number * 58n + BigInt(digits.indexOf(c));
  const bytes = Buffer.from(number.toString(16).padStart(68, '0'), 'hex');
  if (bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) throw new Error('no Ed25519 key');
  return bytes.subarray(2);
}

const [tokenFile, ...published] = process.argv.slice(2);
const token = readFileSync(tokenFile, 'utf8').trim();
const { kid } = jose.decodeProtectedHeader(token);
const key = await jose.importJWK({ kty: 'OKP', crv: 'Ed25519', x: publicKey(kid.split('#')[1]).toString('base64url') }, 'EdDSA');
const { payload, protectedHeader } = await jose.compactVerify(token, key, { algorithms: ['EdDSA'] });
if (protectedHeader.typ !== 'vc+jwt' || protectedHeader.cty !== 'vc') throw new Error('typ or cty');
const credential = JSON.parse(Buffer.from(payload).toString('utf8'));
if (credential.issuer.id !== kid.split('#')[0]) throw new Error('the kid is not the issuer\'s');

for (const each of [schema, ...published.map((file) => JSON.parse(readFileSync(file, 'utf8')))]) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  const validate = ajv.compile(each);
  if (!validate(credential)) {
    console.error(validate.errors);
    process.exit(1);
  }
}
console.log('valid');
