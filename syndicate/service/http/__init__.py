"""Requests and answers: what the feeds are served with, and what all rooms share."""
