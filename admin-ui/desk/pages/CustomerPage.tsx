import { useState } from "react";
import type { Customer, Me, Note, Timeline, TimelineEntry } from "../api";
import { formatShort } from "../format";
import { NoteEdit } from "../NoteEdit";
import { NoteForm } from "../NoteForm";
import { NoteRemove } from "../NoteRemove";
import { Loading, nameOf, Page, Problem, Tags, Time } from "../parts";
import { TagEditor } from "../TagEditor";
import { type Key, t } from "../texts";
import { useAsk } from "../useAsk";

interface NoteList {
  items: Note[];
}

/** The card of one customer: who he is, what comes next, what was said, and a note after a call. */
export function CustomerPage({ id, me }: { id: string; me: Me }) {
  const path = `/customers/${encodeURIComponent(id)}`;
  const { data: customer, error, loading, reload } = useAsk<Customer>(path);
  const notes = useAsk<NoteList>(`${path}/notes?limit=20`);
  if (!customer)
    return (
      <Page title={t("customers.title")} back="#/customers">
        <Problem error={error} onRetry={reload} />
        <Loading when={loading} />
      </Page>
    );
  const open = (notes.data?.items ?? []).filter((note) => note.next_step && !note.next_step.done_at);
  const next = open.sort((a, b) => (a.next_step?.due_at ?? "").localeCompare(b.next_step?.due_at ?? ""))[0];
  return (
    <Page title={nameOf(customer)} back="#/customers">
      {customer.corp_name && <p>{customer.corp_name}</p>}
      <Tags customer={customer} />
      {next?.next_step && (
        <p className="next">
          {t("customer.next", { step: next.next_step.text })} <Time at={next.next_step.due_at} />
        </p>
      )}
      <p className="acts">
        {customer.phones.map((phone) => (
          <a key={phone} className="button" href={`tel:+${phone}`}>
            {t("customer.call", { number: phone })}
          </a>
        ))}
        <a className="button" href={`#/scripts/${customer.id}`}>
          {t("customer.scripts")}
        </a>
      </p>
      <NoteForm customer={customer.id} onSaved={notes.reload} />
      <TagEditor customer={customer.id} />
      <Recent path={path} />
      <section aria-label={t("customer.notes")}>
        <h2>{t("customer.notes")}</h2>
        <Problem error={notes.error} onRetry={notes.reload} />
        {notes.data?.items.length === 0 && <p className="muted">{t("customer.no_notes")}</p>}
        <ul className="cards">
          {notes.data?.items.map((note) => (
            <NoteCard key={note.id} note={note} own={note.writer_id === me.user.id} onSaved={notes.reload} />
          ))}
        </ul>
      </section>
      <section aria-label={t("customer.who")}>
        <h2>{t("customer.who")}</h2>
        <dl>
          <dt>{t("customer.known_by")}</dt>
          <dd>{customer.employees.map((person) => person.name || person.id).join("、")}</dd>
          {Object.entries(customer.fields).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </Page>
  );
}

function NoteCard({ note, own, onSaved }: { note: Note; own: boolean; onSaved: () => void }) {
  const [editing, setEditing] = useState(false);
  return (
    <li>
      <p className="muted">
        {t(`note.kind.${note.kind}` as Key)} · {note.writer_name} · <Time at={note.at} />
        {note.past.length > 0 &&
          ` · ${t("note.changed", { who: note.changed_by, time: formatShort(note.changed_at) })}`}
      </p>
      {editing ? (
        <NoteEdit
          note={note}
          onClose={(saved) => {
            setEditing(false);
            if (saved) onSaved();
          }}
        />
      ) : (
        <p className="said">{note.text}</p>
      )}
      {note.next_step && (
        <p className={note.next_step.done_at ? "muted done" : "muted"}>
          {t("customer.next", { step: note.next_step.text })} · <Time at={note.next_step.due_at} />
        </p>
      )}
      {own && !editing && (
        <p className="acts">
          <button type="button" onClick={() => setEditing(true)}>
            {t("note.edit")}
          </button>
          <NoteRemove note={note} onRemoved={onSaved} />
        </p>
      )}
    </li>
  );
}

function Recent({ path }: { path: string }) {
  const { data, error, loading, reload } = useAsk<Timeline>(`${path}/timeline?kind=chat,sms,call&limit=6`);
  return (
    <section aria-label={t("customer.recent")}>
      <h2>{t("customer.recent")}</h2>
      <Problem error={error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data?.items.length === 0 && <p className="muted">{t("customer.no_recent")}</p>}
      <ul className="cards">
        {data?.items.map((entry) => (
          <Said key={entry.message?.id} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function Said({ entry }: { entry: TimelineEntry }) {
  const message = entry.message;
  if (!message) return null;
  const ours = message.from.kind === "staff";
  return (
    <li>
      <p className="muted">
        {ours ? message.from.name || t("customer.from_me") : t("customer.from_customer")} ·{" "}
        <Time at={entry.at} />
      </p>
      <p className="said">{textOf(entry)}</p>
    </li>
  );
}

function textOf(entry: TimelineEntry): string {
  const message = entry.message;
  if (!message) return "";
  if (entry.kind === "call") {
    const seconds = Number(message.detail.duration_s ?? 0);
    return t(message.detail.direction === "outbound" ? "customer.call_out" : "customer.call_in", { seconds });
  }
  const text = message.segments.map((piece) => piece.t).join("");
  return text || t("customer.file", { type: message.media[0]?.name || message.type });
}
