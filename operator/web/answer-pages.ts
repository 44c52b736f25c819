/** Pages on which a recipient without an account answers, and sees what became of the answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES, MAX_TEXT_BYTES } from '../../contract/model/limits.ts';
import type { AnswerFile } from '../services/answer-writing.ts';
import type { ArrivingAnswer, InvitedAnswers } from '../services/invited-answers.ts';
import type { InvitedReading } from '../services/invited-reading.ts';
import { failureOf, keptTextPage, receiptPage, TO_ALL } from './answer-views.ts';
import { readMultipart } from './multipart-form.ts';
import { type Form, languageOf, leadTo, show } from './page-request.ts';
import { secretOf } from './reading-cookie.ts';
import { answerPath } from './reading-parts.ts';
import { letterPage } from './reading-views.ts';
import { paths } from './site-pages.ts';

/** What is refused for its size is read to the end, so that its sender is told; nobody sends more than this by mistake. */
const FORM_BYTES = 4 * MAX_ATTACHMENTS_BYTES;

export interface AnswerPageParts {
  readonly reading: InvitedReading;
  readonly answers: InvitedAnswers;
  readonly operatorName: string;
}

export function addAnswerPages(pages: FastifyInstance, parts: AnswerPageParts): void {
  const { answers } = parts;
  pages.register(async (forms: FastifyInstance) => {
    // Handed on as it comes. Here alone: the other forms hold a line or two.
    forms.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));
    forms.post(`${paths.readingEnvelope}/:envelopeId/${paths.answer}`, (request, reply) =>
      receive(parts, request, reply),
    );
  });
  const one = `${paths.readingEnvelope}/:envelopeId/${paths.answer}/:answerId`;
  pages.get(one, async (request, reply) => {
    const { envelopeId, answerId } = placeOf(request);
    const answer = await answers.answer(secretOf(request), envelopeId, answerId);
    return show(reply, receiptPage(languageOf(request), { envelopeId, answer, operatorName: parts.operatorName }));
  });
  pages.get(`${one}/${paths.answerProof}`, async (request, reply) => {
    const { envelopeId, answerId } = placeOf(request);
    const zip = await answers.proof(secretOf(request), envelopeId, answerId);
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="preuve-${answerId}.zip"`)
      .type('application/zip')
      .send(zip);
  });
}

async function receive(parts: AnswerPageParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { envelopeId } = placeOf(request);
  const form = await receiveForm(parts.answers, secretOf(request), envelopeId, request);
  if (form.failure === null) return leadTo(reply, answerPath(envelopeId, form.answerId), languageOf(request));
  return showAgain(parts, request, reply, { ...form, envelopeId });
}

/** Reads a form and seals its answer, or says why not. The fields that came are given back in any case. */
async function receiveForm(answers: InvitedAnswers, secret: string, envelopeId: string, request: FastifyRequest) {
  const begun: { answer?: ArrivingAnswer | null } = {};
  /** Before the first byte of a file is kept: whose form it is, and whether there is room. */
  async function begin({ reponse = '', jeton = '' }: Form): Promise<ArrivingAnswer | null> {
    if (begun.answer === undefined) {
      begun.answer = await answers.begin(secret, envelopeId, { answerId: reponse, token: jeton });
    }
    return begun.answer;
  }
  const limits = { fieldBytes: MAX_TEXT_BYTES, fields: 8, files: MAX_ATTACHMENTS, formBytes: FORM_BYTES };
  // Until it is known: what is refused unread is refused for its files.
  let read: { readonly fields: Form; readonly hadFiles: boolean } = { fields: {}, hadFiles: true };
  try {
    const onFile = async (file: AnswerFile, before: Form) => {
      const answer = await begin(before);
      await answer?.add(file);
    };
    const form = await readMultipart(request, limits, onFile);
    read = form;
    const { fields } = form;
    if (form.failure !== null) throw form.failure;
    const answer = await begin(fields);
    await answer?.seal({ text: fields['texte'] ?? '', toAll: fields['a'] === TO_ALL });
    return { ...read, answerId: fields['reponse'] ?? '', failure: null };
  } catch (failure) {
    return { ...read, answerId: '', failure };
  } finally {
    await begun.answer?.discard();
  }
}

interface RefusedForm {
  readonly envelopeId: string;
  readonly fields: Form;
  readonly hadFiles: boolean;
  readonly failure: unknown;
}

/** The form with what was typed and why it was not sent; files have to be chosen again, which browsers insist on. */
async function showAgain(
  { reading, answers, operatorName }: AnswerPageParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { envelopeId, fields, hadFiles, failure }: RefusedForm,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const text = fields['texte'] ?? '';
  const isOver = failure instanceof AppError && failure.is('auth.session-ended');
  // Half an hour passes quickly over a letter: what was typed is shown, to be copied.
  if (isOver && text.trim() !== '') return show(reply, keptTextPage(language, text), 403);
  const said = failureOf(language, failure);
  if (said === null) throw failure;
  const secret = secretOf(request);
  const letter = await reading.letter(secret, envelopeId);
  const view = {
    ...{ letter, desk: answers.desk(secret, letter), given: await answers.given(letter), operatorName },
    typed: { text, toAll: fields['a'] === TO_ALL, failure: said.text, hadFiles },
  };
  if (failure instanceof AppError && failure.is('operator.too-many-requests')) {
    reply.header('retry-after', failure.details.retryAfterSeconds);
  }
  return show(reply, letterPage(language, view), said.status);
}

function placeOf(request: FastifyRequest): { readonly envelopeId: string; readonly answerId: string } {
  return request.params as { readonly envelopeId: string; readonly answerId: string };
}
