import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import { ScrollRegion } from "@/components/ui/ScrollRegion";
import { emptyRow, isPrice, pastedRows, type Row } from "../prices";

const columns = ["item", "unit", "price", "currency", "note"] as const;
const longest = { item: 100, unit: 20, price: 20, currency: 3, note: 200 };

/** The rows of a price sheet, written one by one or pasted from a table. */
export function PriceRows({ rows, onChange }: { rows: Row[]; onChange: (rows: Row[]) => void }) {
  const { t } = useTranslation();
  const set = (index: number, column: keyof Row, value: string) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, [column]: value } : row)));
  return (
    <fieldset className="price-rows">
      <legend>{t("scripts.prices.title")}</legend>
      {rows.length > 0 && (
        <ScrollRegion className="price-scroll" label={t("scripts.prices.title")}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(`scripts.prices.${column}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows may be the same
                <tr key={index}>
                  {columns.map((column) => (
                    <td key={column}>
                      <Input
                        aria-label={t(`scripts.prices.${column}_of`, { row: index + 1 })}
                        maxLength={longest[column]}
                        value={row[column]}
                        status={column === "price" && row.price && !isPrice(row.price) ? "error" : undefined}
                        onChange={(event) =>
                          set(
                            index,
                            column,
                            column === "currency" ? event.target.value.toUpperCase() : event.target.value,
                          )
                        }
                      />
                    </td>
                  ))}
                  <td>
                    <Button
                      type="text"
                      icon={<DeleteOutlined aria-hidden />}
                      aria-label={t("scripts.prices.remove", { row: index + 1 })}
                      onClick={() => onChange(rows.filter((_, at) => at !== index))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <p>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...rows, emptyRow()])}>
          {t("scripts.prices.add")}
        </Button>
      </p>
      <Paste onRows={(more) => onChange([...rows, ...more])} />
    </fieldset>
  );
}

function Paste({ onRows }: { onRows: (rows: Row[]) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [said, setSaid] = useState("");
  const take = () => {
    const { rows, bad } = pastedRows(text);
    onRows(rows);
    setText(bad.join("\n"));
    setSaid(
      t("scripts.prices.taken", { count: rows.length }) +
        (bad.length > 0 ? t("scripts.prices.left", { count: bad.length }) : ""),
    );
  };
  return (
    <Field label={t("scripts.prices.paste")} hint={t("scripts.prices.paste_hint")}>
      {(id, describedBy) => (
        <>
          <Input.TextArea
            id={id}
            aria-describedby={describedBy}
            rows={3}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <p className="script-line">
            <Button disabled={!text.trim()} onClick={take}>
              {t("scripts.prices.take")}
            </Button>
            <span role="status">{said}</span>
          </p>
        </>
      )}
    </Field>
  );
}
