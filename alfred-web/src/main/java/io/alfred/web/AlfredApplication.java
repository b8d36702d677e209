package io.alfred.web;

@jakarta.ws.rs.ApplicationPath("/")
public class AlfredApplication extends jakarta.ws.rs.core.Application {}
