"use client";

import { Avatar, Icon, shortHashGroups } from "@session/ui";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useApi } from "../../trpc/ApiProvider.tsx";
import { planSearch, SEARCH_TEXT_MAX } from "./plan-search.ts";
import { runSearch, type SearchHit } from "./run-search.ts";
import styles from "./SearchBox.module.css";

/**
 * One box for nodes, blocks, swarms and wallets; "/" brings the cursor into it. Without client script it is a
 * plain form.
 */
export function SearchBox() {
  const api = useApi();
  const router = useRouter();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [marked, setMarked] = useState(-1);
  const plan = planSearch(text);
  const found = useQuery({
    queryKey: ["search", text],
    queryFn: ({ signal }) => runSearch(text, api, signal),
    enabled: isOpen && plan.length > 0,
  });
  const hits = isOpen && plan.length > 0 ? (found.data?.hits ?? []) : [];

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const close = () => {
    setOpen(false);
    setMarked(-1);
  };
  const open = (href: string) => {
    close();
    input.current?.blur();
    router.push(href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      if (isOpen && hits.length > 0) close();
      else input.current?.blur();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (hits.length === 0) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setMarked((at) => (at + step + hits.length + (at < 0 && step < 0 ? 1 : 0)) % hits.length);
    }
  };

  return (
    <search className={styles.search}>
      <form
        action="/search"
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = hits[marked] ?? (hits.length === 1 ? hits[0] : undefined);
          if (chosen) open(chosen.href);
          else if (text.trim() !== "") open(`/search?q=${encodeURIComponent(text.trim())}`);
        }}
      >
        <Icon name="search" size={16} />
        <input
          ref={input}
          className={styles.input}
          type="search"
          name="q"
          value={text}
          maxLength={SEARCH_TEXT_MAX}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="Node, block, wallet"
          aria-label="Search for a node, block, swarm or wallet"
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={marked >= 0 ? `${listId}-${marked}` : undefined}
          aria-keyshortcuts="/"
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setMarked(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        <span className={styles.key} aria-hidden="true">
          /
        </span>
      </form>
      <div
        id={listId}
        role="listbox"
        aria-label="Suggestions"
        className={styles.list}
        hidden={hits.length === 0}
      >
        {hits.map((hit, index) => (
          <Suggestion
            key={hit.href}
            id={`${listId}-${index}`}
            hit={hit}
            isMarked={index === marked}
            onChoose={() => open(hit.href)}
          />
        ))}
      </div>
    </search>
  );
}

interface SuggestionProps {
  readonly id: string;
  readonly hit: SearchHit;
  readonly isMarked: boolean;
  readonly onChoose: () => void;
}

function Suggestion({ id, hit, isMarked, onChoose }: SuggestionProps) {
  return (
    // The input keeps the focus and handles the keys, as a combobox does.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isMarked}
      className={styles.option}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={styles.kind}>{hit.kind}</span>
      {hit.ed25519 ? <Avatar accountId={hit.ed25519} size={20} /> : null}
      <span className="ui-mono">{shortHashGroups(hit.title).join(" ")}</span>
      <span className={styles.detail}>{hit.detail}</span>
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))
  );
}
