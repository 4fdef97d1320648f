import type { InputOf, Operation, OperationId, Operations, OutputOf } from "@micro/sdk/contract";

import type { AnonymousContext, Context, Preparation, Principal } from "../platform/context.ts";
import type { DomainError } from "../platform/errors.ts";
import type { TextStream } from "../platform/text-stream.ts";

type ContextOf<O extends Operation> = O["access"] extends "none" | "optional" ? AnonymousContext : Context;
type PrincipalOf<O extends Operation> = O["access"] extends "none" | "optional" ? Principal | null : Principal;
type Result<O extends Operation> = Promise<OutputOf<O> | DomainError>;

/** Does what an operation says, in one transaction. A returned error keeps the work; a thrown one undoes it. */
export type Verb<O extends Operation> = (ctx: ContextOf<O>, input: InputOf<O>) => Result<O>;

/** A verb with slow work before its transaction: what it prepares is the verb itself. */
export interface PreparedVerb<O extends Operation> {
  prepare: (preparation: Preparation, input: InputOf<O>) => Promise<(ctx: ContextOf<O>) => Result<O>>;
}

/**
 * A verb that no transaction can hold: it waits for others' transactions or ends them, or it reads for so long that others
 * are served meanwhile.
 */
export interface DirectVerb<O extends Operation> {
  direct: (principal: PrincipalOf<O>, input: InputOf<O>) => Promise<OutputOf<O> | TextStream>;
}

/** What an operation is bound to. */
export type Binding<O extends Operation> = Verb<O> | PreparedVerb<O> | DirectVerb<O>;

/** Every operation of the contract with what does it: a missing one is a compile error. */
export type Bindings = { [Id in OperationId]: Binding<Operations[Id]> };
