/** Columns of a feedback as its row is read; `f` is the table. */
export const rowColumns = `f.id, f.kind, f.title, f.description, f.channel, f.address, f.media_url AS "mediaUrl",
  f.jurisdiction_id AS "jurisdictionId", f.service_id AS "serviceId", f.case_id AS "caseId",
  f.citizen_id AS "citizenId", f.entered_by AS "enteredBy", f.entered_role AS "enteredRole",
  f.from_rating AS "fromRating", f.requested_at AS "requestedAt", f.updated_at AS "updatedAt", f.agency, f.state,
  f.status, f.status_notes AS "statusNotes", f.question, f.ratings_since_handled AS "ratingsSinceHandled",
  f.urgent_at AS "urgentAt"`;
