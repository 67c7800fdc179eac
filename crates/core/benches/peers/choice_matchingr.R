# matchingR's student-optimal college admissions on the instances that benches/choice.rs wrote.
# Usage: Rscript choice_matchingr.R FOLDER [MOST_STUDENTS]
# It knows no ordinal lists that end: every student gets an outside option with room for all, liked
# less than what is listed and more than what is not. It makes a column for each seat, so that its
# memory grows with students times seats; instances beyond MOST_STUDENTS are left out.
# Prints solve seconds (elapsed, best of three) and the same check sum.
suppressMessages(library(matchingR))

arguments <- commandArgs(trailingOnly = TRUE)
most <- if (length(arguments) > 1) as.integer(arguments[2]) else 8000L

for (folder in sort(list.dirs(arguments[1], recursive = FALSE))) {
  rows <- read.csv(file.path(folder, "applications.csv"))
  seats <- read.csv(file.path(folder, "seats.csv"))
  students <- max(rows$applicant_id) + 1
  if (students > most) next
  programs <- nrow(seats)
  outside <- programs + 1
  likes <- matrix(-1, outside, students)
  likes[outside, ] <- 0
  likes[cbind(rows$program_id + 1, rows$applicant_id + 1)] <- 1000 - rows$ranking
  # The class decides, and then the number; who did not list the program comes last.
  claims <- matrix(-1e12, students, outside)
  claims[cbind(rows$applicant_id + 1, rows$program_id + 1)] <-
    -(rows$class * 1e7 + rows$lottery_number)
  claims[, outside] <- -seq_len(students)
  slots <- c(seats$seats[order(seats$program_id)], students)
  best <- Inf
  for (round in 1:3) {
    took <- system.time(
      found <- galeShapley.collegeAdmissions(likes, claims, slots = slots)
    )[["elapsed"]]
    best <- min(best, took)
  }
  given <- found$matched.students
  inside <- which(given <= programs)
  sum <- sum(as.numeric(inside) * as.numeric(given[inside]))
  cat(sprintf("%s: matchingR %.4f s, %d given, check sum %.0f\n", basename(folder), best,
              length(inside), sum))
}
