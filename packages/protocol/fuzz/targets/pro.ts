import { decodeContent, encodeContent } from "../../src/messages/index.ts";
import {
  decidePro,
  PRO_PROOF_APRIL_2026,
  PRO_PROOF_LATER_DRAFT,
  proProofAnswer,
  proRevocationList,
  readProFeatures,
} from "../../src/pro/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { readAndWrite } from "../laws.ts";
import type { FuzzTarget } from "../target.ts";
import { CONTENT_SEEDS } from "./content-seeds.ts";

const NOW_MS = 1_760_000_000_000;
const key = new Uint8Array(32).fill(1);
const signature = new Uint8Array(64).fill(2);

export const PRO_TARGETS: readonly FuzzTarget[] = [
  {
    name: "pro/proof answer",
    weight: 1,
    seeds: () => [
      proProofAnswer.encode({
        kind: "ok",
        result: { revocationTag: key, rotatingPublicKey: key, expiryMs: NOW_MS, signature },
      }),
      proProofAnswer.encode({ kind: "refused", status: 1, errors: ["no"] }),
    ],
    run: (input) => readAndWrite(proProofAnswer, input),
  },
  {
    name: "pro/revocations",
    weight: 1,
    seeds: () => [
      proRevocationList.encode({
        kind: "ok",
        result: {
          ticket: 3,
          retryInSeconds: 60,
          items: [{ revocationTag: key, effectiveMs: NOW_MS, expiryMs: NOW_MS }],
        },
      }),
    ],
    run: (input) => readAndWrite(proRevocationList, input),
  },
  {
    name: "pro/decide, signatures accepted",
    weight: 0.5,
    prefixes: "protobuf",
    seeds: () => CONTENT_SEEDS.map((content) => encodeContent(content)),
    run: (input) => {
      const { proMessage } = decodeContent(input);
      if (proMessage === undefined) return false;
      readProFeatures(proMessage);
      const decisions = [PRO_PROOF_APRIL_2026, PRO_PROOF_LATER_DRAFT].map((format) =>
        decidePro({
          message: proMessage,
          proSig: signature,
          signedBytes: input,
          sentMs: NOW_MS,
          nowMs: NOW_MS,
          backendKey: key,
          revocations: [],
          format,
          crypto: clearCrypto,
        }),
      );
      return decisions.some(({ kind }) => kind === "pro");
    },
  },
];
