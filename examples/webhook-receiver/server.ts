import { createReceiver } from "./receiver.ts";

const { PORT = "3000", WEBHOOK_SECRET, MICRO_WEBHOOK_SECRET } = process.env;
const secret = WEBHOOK_SECRET ?? MICRO_WEBHOOK_SECRET;
if (!secret) {
  console.error("Set WEBHOOK_SECRET to what `micro listen --print-secret` prints.");
  process.exit(2);
}

const server = createReceiver(secret, ({ type, id, data }) => console.log(`${type} ${id} ${data.object.id}`));
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : PORT;
  console.log(`Receiving at http://127.0.0.1:${port}/webhook`);
});
