import { deriveAccount } from "@session/protocol/identity";
import { loadVector } from "@session/protocol/testing";
import { createSeededRandom } from "@session/testkit/fakes";
import { alice, bob } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../store/memory.ts";
import {
  createAccount,
  forgetAccount,
  recoveryPhraseOf,
  rememberAccount,
  rememberedAccount,
  restoreAccount,
} from "./account.ts";

const phrase = recoveryPhraseOf(alice);

describe("accounts", () => {
  test("default: a new account comes back from its 13 words", () => {
    const account = createAccount(createSeededRandom("new account"));
    expect(recoveryPhraseOf(account).split(" ")).toHaveLength(13);
    expect(restoreAccount(recoveryPhraseOf(account)).accountId).toBe(account.accountId);
  });

  test("behaviour: the same account ID as the existing clients for their phrase", () => {
    const { vectors } = loadVector("account") as {
      vectors: { mnemonic: string; account_id: string }[];
    };
    for (const vector of vectors) {
      const account = restoreAccount(vector.mnemonic);
      expect(account.accountId).toBe(vector.account_id);
      expect(recoveryPhraseOf(account)).toBe(vector.mnemonic);
    }
    expect(vectors.length).toBeGreaterThan(2);
  });

  test("behaviour: spaces, line breaks and capitals do not matter", () => {
    const messy = `  ${phrase.toUpperCase().split(" ").join(" \n  ")}\n`;
    expect(restoreAccount(messy).accountId).toBe(alice.accountId);
  });

  test("error: each way to get the words wrong has its own code", () => {
    const words = phrase.split(" ");
    const code = (text: string) => {
      try {
        restoreAccount(text);
        return "restored";
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      }
    };
    expect(code("")).toBe("too_few_words");
    expect(code(words.slice(0, 5).join(" "))).toBe("too_few_words");
    expect(code(words.slice(0, 12).join(" "))).toBe("checksum_word_missing");
    expect(code([...words, "abbey"].join(" "))).toBe("too_many_words");
    expect(code(["qqqqq", ...words.slice(1)].join(" "))).toBe("unknown_word");
    const other = words.slice(0, 12).find((word) => word !== words[12]) ?? "";
    expect(code([...words.slice(0, 12), other].join(" "))).toBe("checksum_mismatch");
  });

  test("error: a full 32-byte seed has no 13 words", () => {
    const account = deriveAccount(new Uint8Array(32).fill(7));
    expect(() => recoveryPhraseOf(account)).toThrow(
      expect.objectContaining({ code: "phrase_not_available" }),
    );
  });
});

describe("remembering", () => {
  test("behaviour: remembered until forgotten", async () => {
    const store = memoryStore();
    expect(await rememberedAccount(store)).toBeUndefined();
    await rememberAccount(store, bob);
    expect((await rememberedAccount(store))?.accountId).toBe(bob.accountId);
    await forgetAccount(store);
    expect(await rememberedAccount(store)).toBeUndefined();
  });

  test("error: a row that holds no seed", async () => {
    const store = memoryStore();
    await store.commit([{ kind: "putValue", key: "account", value: { seedHex: "abc" } }]);
    await expect(rememberedAccount(store)).rejects.toMatchObject({ code: "store_invalid" });
  });
});
